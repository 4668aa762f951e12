const wanted = 22;

/** Ends with a sentence instead of a stack trace where the machine's own, older Node was taken. */
export function requireNode(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= wanted) return;
  process.stderr.write(
    `error[node-too-old]: this is Node ${process.versions.node}; ${wanted} or later is needed\n  next: run it with npx or npm run, which take the Node that npm ci has brought\n`,
  );
  process.exit(2);
}
