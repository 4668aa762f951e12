import type { GoTool, NpmTool, SystemTool, Tool } from "./types.ts";

const go = (
  tool: Omit<GoTool, "kind" | "folder" | "official" | "besideIt" | "comesWith" | "neededForStart" | "usedByTests"> &
    Partial<GoTool>,
): GoTool => ({
  kind: "go",
  folder: tool.name,
  official: false,
  besideIt: null,
  comesWith: null,
  neededForStart: false,
  usedByTests: false,
  ...tool,
});

const kube = (component: string): GoTool =>
  go({
    name: `kube-${component}`,
    purpose: "Kubernetes control plane",
    wanted: "1.34.2",
    folder: "kubernetes",
    binaries: [
      {
        name: `kube-${component}`,
        package: `k8s.io/kubernetes/cmd/kube-${component}`,
        versionArgs: ["--version"],
      },
    ],
    stamps: { "k8s.io/component-base/version.gitVersion": "v1.34.2" },
    buildSeconds: 120,
  });

const goTools: readonly GoTool[] = [
  go({
    name: "pulumi",
    purpose: "the engine",
    wanted: "3.220.0",
    binaries: [{ name: "pulumi", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", versionArgs: ["version"] }],
    stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v3.220.0" },
    buildSeconds: 135,
    official: true,
    besideIt: "pulumi-language-nodejs",
    neededForStart: true,
    usedByTests: true,
  }),
  go({
    name: "pulumi-language-nodejs",
    purpose: "runs TypeScript programs for the engine",
    // The last release whose Go module carries the host; it runs today's SDK.
    wanted: "3.68.0",
    binaries: [
      {
        name: "pulumi-language-nodejs",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
        versionArgs: null,
      },
    ],
    stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v3.68.0" },
    buildSeconds: 20,
    comesWith: "pulumi",
    neededForStart: true,
    usedByTests: true,
  }),
  go({
    name: "prometheus",
    purpose: "metrics; promtool tests the alert rules",
    // Module v0.308.0 is release 3.8.0.
    wanted: "3.8.0",
    binaries: [
      { name: "prometheus", package: "github.com/prometheus/prometheus/cmd/prometheus", versionArgs: ["--version"] },
      { name: "promtool", package: "github.com/prometheus/prometheus/cmd/promtool", versionArgs: ["--version"] },
    ],
    stamps: { "github.com/prometheus/common/version.Version": "3.8.0" },
    buildSeconds: 370,
    usedByTests: true,
  }),
  go({
    name: "opa",
    purpose: "policy evaluation",
    wanted: "1.12.0",
    binaries: [{ name: "opa", package: "github.com/open-policy-agent/opa", versionArgs: ["version"] }],
    stamps: {},
    buildSeconds: 120,
  }),
  go({
    name: "k6",
    purpose: "load and isolation scripts",
    wanted: "1.4.0",
    binaries: [{ name: "k6", package: "go.k6.io/k6", versionArgs: ["version"] }],
    stamps: {},
    buildSeconds: 180,
  }),
  go({
    name: "cosign",
    purpose: "signs and verifies evidence",
    wanted: "3.1.2",
    binaries: [{ name: "cosign", package: "github.com/sigstore/cosign/v3/cmd/cosign", versionArgs: ["version"] }],
    stamps: { "sigs.k8s.io/release-utils/version.gitVersion": "v3.1.2" },
    buildSeconds: 300,
  }),
  go({
    name: "etcd",
    purpose: "store of the Kubernetes control plane",
    wanted: "3.6.6",
    binaries: [{ name: "etcd", package: "go.etcd.io/etcd/server/v3", versionArgs: ["--version"] }],
    stamps: {},
    buildSeconds: 45,
  }),
  kube("apiserver"),
  kube("controller-manager"),
  kube("scheduler"),
  go({
    name: "kwok",
    purpose: "simulated Kubernetes nodes and pods",
    wanted: "0.7.0",
    binaries: [{ name: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok", versionArgs: ["--version"] }],
    stamps: {},
    buildSeconds: 80,
  }),
];

const npmTools: readonly NpmTool[] = [
  {
    kind: "npm",
    name: "node",
    purpose: "runs programs, packs and services",
    wanted: "24.0.0",
    neededForStart: true,
    usedByTests: true,
  },
  {
    kind: "npm",
    name: "postgres",
    purpose: "database of the local target",
    wanted: "18.4.0",
    neededForStart: true,
    usedByTests: true,
  },
];

const systemTools: readonly SystemTool[] = [
  {
    kind: "system",
    name: "chromium",
    purpose: "looks at reports and dashboards in tests",
    wanted: "120.0.0",
    commands: ["chromium", "chromium-browser", "google-chrome"],
    versionArgs: ["--version"],
    next: "apt-get install chromium, or put a chromium on PATH",
    neededForStart: false,
    usedByTests: false,
  },
];

/** Every tool, what `npm start` needs first. */
export const catalogue: readonly Tool[] = [...goTools.slice(0, 2), ...npmTools, ...goTools.slice(2), ...systemTools];
