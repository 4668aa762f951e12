import { backtestDocument, backtestText } from "../../capacity/backtest.ts";
import { runForecast } from "../../capacity/forecast.ts";
import { declareForecast, forecastRequest } from "../../capacity/options.ts";
import type { Command } from "../command.ts";

/** Scores the forecasts at rolling origins of the history: exit 0, 3 when some series are refused, 2 when all are. */
export const command: Command = {
  example: "maestro capacity backtest --input capacity/usage.csv --horizon 48",
  declare: declareForecast,
  run: async (context, _args, options) => {
    const request = forecastRequest(options);
    const run = await runForecast(context, request);
    const { series } = run;
    const refused = series.filter((one) => one.refused !== null);
    const document = backtestDocument(run);
    if (refused.length < series.length)
      return { exitCode: refused.length > 0 ? 3 : 0, document, text: backtestText(run) };
    const { code, text: message, row } = refused[0]!.refused!;
    const error = {
      code,
      message,
      file: request.input,
      line: row ?? undefined,
      field: refused[0]!.id,
      next: "mend the series, or give another --input",
    };
    return { exitCode: 2, document: { ...document, error }, text: backtestText(run) };
  },
};
