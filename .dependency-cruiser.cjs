/** The import directions of docs/architecture.md. Checked by `npm run check`. */
const outside =
  "^(node:)?(fs|fs/promises|net|http|https|http2|tls|dgram|dns|child_process|cluster|worker_threads|os|timers|timers/promises|process)$";
const layer = (name, from, to) => ({ name, severity: "error", from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "core-is-pure",
      comment: "core takes IO as parameters",
      severity: "error",
      from: { path: "^core/" },
      to: { path: outside },
    },
    layer("core-imports-core", "^core/", "^(adapters|stacks|policypacks|automation|examples|scripts|test)/"),
    layer("adapters-import-core", "^adapters/", "^(stacks|policypacks|automation|examples|scripts|test)/"),
    layer("stacks-below-automation", "^stacks/", "^(policypacks|automation|scripts|test)/"),
    layer("packs-below-automation", "^policypacks/", "^(automation|examples|scripts|test)/"),
    layer("examples-below-automation", "^examples/", "^(policypacks|automation|scripts|test)/"),
    layer("exports-below-automation", "^exports/", "^(policypacks|automation|examples|scripts|test)/"),
    layer("nothing-imports-exports", "^(core|adapters|stacks|policypacks|automation|examples)/", "^exports/"),
    layer("automation-below-scripts", "^automation/", "^(scripts|test)/"),
    {
      name: "features-through-index",
      comment: "features of core import each other only through index.ts",
      severity: "error",
      from: { path: "^core/([^/]+)/" },
      to: { path: "^core/([^/]+)/", pathNot: ["^core/$1/", "^core/[^/]+/index\\.ts$"] },
    },
    {
      name: "sockets-and-processes-in-adapters",
      comment: "processes and sockets are touched in adapters, stacks/targets/local and examples only",
      severity: "error",
      from: { path: "^(stacks|policypacks|automation)/", pathNot: "^stacks/targets/local/" },
      to: { path: "^(node:)?(net|http|https|http2|tls|dgram|child_process)$" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
  },
};
