/** A name is a likely typing error of another when at most a third of it, plus one, differs. */
const differingShare = 1 / 3;
/** Longer words are not compared: the cost grows with the square of the length. */
const longestWord = 64;

/** The candidate that `word` is most likely a misspelling of; null where none is near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
	if (word.length === 0 || word.length > longestWord) return null;
	let best: string | null = null;
	let bestDistance = Math.floor(word.length * differingShare) + 2;
	for (const candidate of candidates) {
		const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

/** Insertions, deletions and replacements between two words (Levenshtein), one row at a time. */
function editDistance(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let line = 1; line <= from.length; line += 1) {
		const next = [line];
		for (let column = 1; column <= to.length; column += 1) {
			const replaced = at(row, column - 1) + (from[line - 1] === to[column - 1] ? 0 : 1);
			next.push(Math.min(replaced, at(row, column) + 1, at(next, column - 1) + 1));
		}
		row = next;
	}
	return at(row, to.length);
}

function at(row: readonly number[], column: number): number {
	return row[column] ?? Number.POSITIVE_INFINITY;
}
