// Pulumi's SDK loads the TypeScript compiler in every process that it starts: program, packs, dynamic providers. What
// is precompiled never uses it, and loading it costs a fifth of a second each time. Preloaded through NODE_OPTIONS,
// this gives a stand-in that loads the compiler when something of it is first used.
const Module = require("node:module");

const load = Module._load;
const compilers = new Map();

function standIn(parent) {
  const compiler = () => {
    if (!compilers.has(parent)) compilers.set(parent, load("typescript", parent, false));
    return compilers.get(parent);
  };
  return new Proxy(
    {},
    {
      get: (_, key) =>
        key === "version" && !compilers.has(parent)
          ? load(Module.createRequire(parent.filename).resolve("typescript/package.json"), parent, false).version
          : Reflect.get(compiler(), key),
      has: (_, key) => Reflect.has(compiler(), key),
      ownKeys: () => Reflect.ownKeys(compiler()),
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(compiler(), key);
        return found && { ...found, configurable: true };
      },
    },
  );
}

/**
 * The SDK's host of policy packs registers a compiler for every pack. The engine says `-typescript=false` of one that
 * is precompiled; then none is registered.
 */
function hostOfPacks(loaded) {
  return { ...loaded, run: (options) => loaded.run({ ...options, typeScript: false }) };
}

Module._load = function lazily(request, parent, isMain) {
  if (
    request === "./run" &&
    process.argv.includes("-typescript=false") &&
    /[\\/]cmd[\\/]run-policy-pack[\\/]index\.js$/.test(parent?.filename ?? "")
  )
    return hostOfPacks(load(request, parent, isMain));
  const bySdk = request === "typescript" && /[\\/]@pulumi[\\/]pulumi[\\/]/.test(parent?.filename ?? "");
  // Without a compiler the SDK falls back to its own; it must see that at once.
  if (!bySdk || !resolves(parent)) return load(request, parent, isMain);
  return standIn(parent);
};

function resolves(parent) {
  try {
    Module.createRequire(parent.filename).resolve("typescript/package.json");
    return true;
  } catch {
    return false;
  }
}
