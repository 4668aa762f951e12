import type * as z from "zod";
import { acaJudgeSchema, acaReplaySchema, acaScoreSchema, acaSimulateSchema } from "./aca.ts";
import {
  capacityApproveSchema,
  capacityBacktestSchema,
  capacityExplainSchema,
  capacityForecastSchema,
  capacityIngestSchema,
  capacityInputsSchema,
  capacityPlanSchema,
} from "./capacity.ts";
import {
  contractsExportSchema,
  contractsImportSchema,
  contractsLintSchema,
  contractsTypesSchema,
} from "./contracts.ts";
import { contractsDiffSchema } from "./contracts-diff.ts";
import { contractsDeprecateSchema, contractsSignOffSchema } from "./contracts-plan.ts";
import { contractsHistorySchema, contractsRegistrySchema } from "./contracts-registry.ts";
import { doctorSchema } from "./doctor.ts";
import { documentSchema, failureSchema } from "./envelope.ts";
import {
  experimentApproveSchema,
  experimentReportSchema,
  experimentRunSchema,
  experimentSimulateSchema,
  experimentStartSchema,
  experimentVerifySchema,
} from "./experiment.ts";
import { flagsDocuments } from "./flags.ts";
import {
  freezeCalendarSchema,
  freezeCommsSchema,
  freezeNextSchema,
  freezeSimulateSchema,
  freezeStatusSchema,
} from "./freeze.ts";
import {
  freezeApproveSchema,
  freezeRequestSchema,
  freezeRevokeSchema,
  freezeVerifySchema,
} from "./freeze-approvals.ts";
import { freezeAuditSchema, freezeResumeSchema } from "./freeze-audit.ts";
import { freezeDecisionSchema } from "./freeze-enforce.ts";
import { freezeRulesetSchema } from "./freeze-ruleset.ts";
import { ledgerShowSchema, ledgerTimelineSchema, ledgerVerifySchema } from "./ledger.ts";
import { operationSchema } from "./operation.ts";
import { outboxFlushSchema, outboxListSchema } from "./outbox.ts";
import { demoSchema, groupDocumentSchema, historySchema, planDocumentSchema, runSchema } from "./run.ts";
import { sloApproveSchema, sloDebtSchema, sloNoiseSchema, sloPolicySchema, sloStatusSchema } from "./slo.ts";
import { toolsSchema } from "./tools.ts";

/** What stands beside the envelope, by kind: the words of a command joined by dots. */
const fields = {
  "cutover.start": runSchema,
  "cutover.status": runSchema,
  "cutover.resume": runSchema,
  "cutover.hold": runSchema,
  "cutover.promote": runSchema,
  "cutover.backout": runSchema,
  "cutover.run": runSchema,
  "cutover.plan": planDocumentSchema,
  "cutover.history": historySchema,
  "cutover.group.start": groupDocumentSchema,
  "cutover.group.resume": groupDocumentSchema,
  "ledger.verify": ledgerVerifySchema,
  "ledger.show": ledgerShowSchema,
  "ledger.timeline": ledgerTimelineSchema,
  "outbox.list": outboxListSchema,
  "outbox.flush": outboxFlushSchema,
  up: operationSchema,
  preview: operationSchema,
  destroy: operationSchema,
  refresh: operationSchema,
  import: operationSchema,
  "freeze.status": freezeStatusSchema,
  "freeze.next": freezeNextSchema,
  "freeze.calendar": freezeCalendarSchema,
  "freeze.simulate": freezeSimulateSchema,
  "freeze.comms": freezeCommsSchema,
  "freeze.request": freezeRequestSchema,
  "freeze.approve": freezeApproveSchema,
  "freeze.revoke": freezeRevokeSchema,
  "freeze.verify": freezeVerifySchema,
  "freeze.resume": freezeResumeSchema,
  "freeze.audit": freezeAuditSchema,
  "freeze.ruleset": freezeRulesetSchema,
  demo: demoSchema,
  doctor: doctorSchema,
  "tools.list": toolsSchema,
  "tools.install": toolsSchema,
  "aca.score": acaScoreSchema,
  "aca.judge": acaJudgeSchema,
  "aca.replay": acaReplaySchema,
  "aca.simulate": acaSimulateSchema,
  "aca-score": acaScoreSchema,
  "aca-score.judge": acaJudgeSchema,
  "aca-score.replay": acaReplaySchema,
  "aca-score.simulate": acaSimulateSchema,
  "freeze-enforce": freezeDecisionSchema,
  "contracts.lint": contractsLintSchema,
  "contracts.import": contractsImportSchema,
  "contracts.export": contractsExportSchema,
  "contracts.history": contractsHistorySchema,
  "contracts.registry": contractsRegistrySchema,
  "ig-contracts.history": contractsHistorySchema,
  "ig-contracts.registry": contractsRegistrySchema,
  "contracts.deprecate": contractsDeprecateSchema,
  "contracts.sign-off": contractsSignOffSchema,
  "ig-contracts.deprecate": contractsDeprecateSchema,
  "ig-contracts.sign-off": contractsSignOffSchema,
  "contracts.types": contractsTypesSchema,
  "ig-contracts.types": contractsTypesSchema,
  "ig-contracts.lint": contractsLintSchema,
  "ig-contracts.import": contractsImportSchema,
  "ig-contracts.export": contractsExportSchema,
  "contracts.diff": contractsDiffSchema,
  "ig-contracts.diff": contractsDiffSchema,
  ...flagsDocuments,
  "experiment.approve": experimentApproveSchema,
  "experiment.start": experimentStartSchema,
  "experiment.run": experimentRunSchema,
  "experiment.status": experimentRunSchema,
  "experiment.end": experimentRunSchema,
  "experiment.report": experimentReportSchema,
  "experiment.verify": experimentVerifySchema,
  "experiment.simulate": experimentSimulateSchema,
  "capacity.forecast": capacityForecastSchema,
  "capacity.inputs": capacityInputsSchema,
  "capacity.approve": capacityApproveSchema,
  "capacity.ingest": capacityIngestSchema,
  "capacity.plan": capacityPlanSchema,
  "slo.status": sloStatusSchema,
  "capacity.explain": capacityExplainSchema,
  "capacity.backtest": capacityBacktestSchema,
  "slo.policy": sloPolicySchema,
  "slo.debt": sloDebtSchema,
  "slo.noise": sloNoiseSchema,
  "slo.approve": sloApproveSchema,
} as const satisfies Record<string, z.ZodObject>;

/** `maestro` is the kind of what went wrong before a command was known. */
export type DocumentKind = keyof typeof fields | "maestro";

/** The schema of every document that a command prints, and of run.json (`cutover.run`). Fields may be added to them. */
export const documents = Object.fromEntries<z.ZodType>([
  ...Object.entries(fields).map(([kind, schema]): [string, z.ZodType] => [kind, documentSchema(kind, schema)]),
  ["maestro", failureSchema("maestro")],
]) as Readonly<Record<DocumentKind, z.ZodType>>;
