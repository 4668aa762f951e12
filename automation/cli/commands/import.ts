import { InputError } from "../../../core/errors/index.ts";
import { guarded, noClock } from "../../guarded.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro import aws:s3/bucket:Bucket assets my-bucket --stack prod",
  declare: (c) =>
    noClock(c)
      .argument("<type>", "type token")
      .argument("<name>", "logical name")
      .argument("<id>", "the resource's id"),
  run: (context, args, options) => {
    const [type, name, id] = args;
    if (!type || !name || !id)
      throw new InputError("usage", "import wants a type, a name and an id", { next: "maestro import --help" });
    return guarded(
      context,
      "import",
      { preview: null, apply: (session) => session.engine.import(type, name, id) },
      options,
    );
  },
};
