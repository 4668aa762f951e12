/**
 * Ridge regression from the lower triangle of a Gram matrix, each coefficient penalised in the measure of its own
 * column, by Cholesky decomposition.
 *
 * @param gram width × width, row by row; only its lower triangle is read.
 * @param penalty Share of each diagonal element that is added to it, > 0.
 * @returns The coefficients; null when the matrix is not positive definite even so (a series of zeros).
 */
export function solveRidge(
  gram: Float64Array,
  moment: Float64Array,
  width: number,
  penalty: number,
): Float64Array | null {
  const l = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gram[i * width + j]!;
      if (i === j) sum = sum * (1 + penalty) + 1e-9;
      for (let k = 0; k < j; k++) sum -= l[i * width + k]! * l[j * width + k]!;
      if (i === j) {
        if (!(sum > 0)) return null;
        l[i * width + i] = Math.sqrt(sum);
      } else l[i * width + j] = sum / l[j * width + j]!;
    }
  }
  const x = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    let sum = moment[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * width + k]! * x[k]!;
    x[i] = sum / l[i * width + i]!;
  }
  for (let i = width - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < width; k++) sum -= l[k * width + i]! * x[k]!;
    x[i] = sum / l[i * width + i]!;
  }
  return x;
}
