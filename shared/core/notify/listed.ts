/** A notice is read on a phone: more lines of one kind than this are counted, not listed. */
export const mostListed = 8;

/** The lines, or the first of them and how many more there are. */
export function listed(lines: readonly string[], most = mostListed): readonly string[] {
	if (lines.length <= most) return lines;
	return [...lines.slice(0, most), `and ${lines.length - most} more`];
}
