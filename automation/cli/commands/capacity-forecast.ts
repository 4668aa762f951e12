import { forecastDocument, forecastText } from "../../capacity/document.ts";
import { runForecast } from "../../capacity/forecast.ts";
import { declareForecast, forecastRequest } from "../../capacity/options.ts";
import type { Command } from "../command.ts";

/** Forecasts each series of a file: exit 0, 3 when some are refused, 2 when all are. */
export const command: Command = {
  example: "maestro capacity forecast --input usage.csv --horizon 48 --season 24,168 --levels 80,95 --json",
  declare: declareForecast,
  run: async (context, _args, options) => {
    const request = forecastRequest(options);
    const run = await runForecast(context, request);
    const document = forecastDocument(run);
    const refused = run.series.filter((series) => series.refused !== null);
    if (refused.length < run.series.length)
      return { exitCode: refused.length > 0 ? 3 : 0, document, text: forecastText(run) };
    const [{ refused: reason }] = refused as [(typeof refused)[number]];
    const line = reason!.row ?? undefined;
    const next = "mend the series, or give another --input";
    const error = { code: reason!.code, message: reason!.text, file: request.input, line, field: refused[0]!.id, next };
    return { exitCode: 2, document: { ...document, error }, text: forecastText(run) };
  },
};
