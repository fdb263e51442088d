/** A notice is read on a phone: more lines of one kind than this are counted, not listed. */
const mostListed = 8;

/** The lines, or the first eight of them and how many more there are. */
export function listed(lines: readonly string[]): readonly string[] {
	if (lines.length <= mostListed) return lines;
	return [...lines.slice(0, mostListed), `and ${lines.length - mostListed} more`];
}
