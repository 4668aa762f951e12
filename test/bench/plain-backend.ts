import { createServer } from "node:http";

/** Answers at once, so that all the latency that is measured is the path's. */
const server = createServer((request, response) => {
  request.resume();
  request.once("end", () => {
    const body = '{"id":1}';
    response.writeHead(request.method === "POST" ? 201 : 200, {
      "content-type": "application/json",
      "content-length": body.length,
      "x-served-by": "blue;v1.0.0;0",
    });
    response.end(body);
  });
});
server.keepAliveTimeout = 75_000;
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
