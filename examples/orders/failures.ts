/**
 * Which requests fail: of each ten in a row exactly `inTen`, at places drawn anew for each ten, so that failures do
 * not keep step with a regular mix of requests.
 * @param inTen integer 0..10
 * @param random 0 ≤ x < 1
 * @returns a function to call once a request
 */
export function failureSource(inTen: number, random: () => number): () => boolean {
  let block: boolean[] = [];
  return () => {
    if (inTen === 0) return false;
    if (block.length === 0) block = draw(inTen, random);
    return block.pop()!;
  };
}

/** Selection sampling (Knuth, The Art of Computer Programming 2, algorithm 3.4.2 S). */
function draw(inTen: number, random: () => number): boolean[] {
  let left = inTen;
  return Array.from({ length: 10 }, (_, index) => {
    const chosen = random() * (10 - index) < left;
    if (chosen) left--;
    return chosen;
  });
}
