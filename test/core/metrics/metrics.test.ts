import { describe, expect, it } from "vitest";
import { histogramBetween, histogramOf, histogramQuantile, parsePrometheusText } from "../../../core/metrics/index.ts";

const text = `# HELP d seconds
# TYPE d histogram
d_bucket{le="0.1",path="/a\\"b"} 5
d_bucket{le="0.2",path="/a\\"b"} 9
d_bucket{le="+Inf",path="/a\\"b"} 10
d_bucket{le="0.1",path="/b"} 5
d_bucket{le="0.2",path="/b"} 11
d_bucket{le="+Inf",path="/b"} 10
up 1 1700000000000
nan NaN
`;

describe("Prometheus text", () => {
  it("reads names, labels with escapes, values and time stamps", () => {
    const samples = parsePrometheusText(text)!;
    expect(samples).toHaveLength(8);
    expect(samples[0]).toEqual({ name: "d_bucket", labels: { le: "0.1", path: '/a"b' }, value: 5 });
    expect(samples[6]).toEqual({ name: "up", labels: {}, value: 1 });
    expect(samples[7]!.value).toBeNaN();
  });

  it("gives no data for garbage", () => {
    expect(parsePrometheusText("<html>500</html>")).toBeNull();
    expect(parsePrometheusText("a{b=c} 1")).toBeNull();
    expect(parsePrometheusText("a one")).toBeNull();
  });

  it("sums a histogram over label sets", () => {
    expect(histogramOf(parsePrometheusText(text)!, "d")).toEqual({
      upperBounds: [0.1, 0.2, Number.POSITIVE_INFINITY],
      counts: [10, 20, 20],
    });
    expect(histogramOf([], "d")).toBeNull();
  });
});

describe("histogramQuantile", () => {
  const h = { upperBounds: [10, 20, Number.POSITIVE_INFINITY], counts: [50, 100, 100] };
  it("interpolates inside the bucket", () => {
    expect(histogramQuantile(h, 0.5)).toBe(10);
    expect(histogramQuantile(h, 0.75)).toBe(15);
    expect(histogramQuantile(h, 0.95)).toBe(19);
  });
  it("is null when empty and the last finite bound beyond it", () => {
    expect(histogramQuantile({ upperBounds: h.upperBounds, counts: [0, 0, 0] }, 0.5)).toBeNull();
    expect(histogramQuantile({ upperBounds: h.upperBounds, counts: [0, 0, 7] }, 0.5)).toBe(20);
  });
  it("takes a restart for no data", () => {
    expect(histogramBetween(h, { ...h, counts: [1, 2, 3] })).toBeNull();
    expect(histogramBetween({ ...h, counts: [1, 2, 3] }, h)?.counts).toEqual([49, 98, 97]);
  });
});
