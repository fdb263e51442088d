export type CappedText = { readonly text: string; readonly isCut: boolean };

/** Reads a body as text, but never more than `limitBytes`; the rest is not even received. */
export async function cappedText(response: Response, limitBytes: number): Promise<CappedText> {
	const decoder = new TextDecoder();
	let text = "";
	let remaining = limitBytes;
	for await (const chunk of response.body ?? []) {
		const bytes: Uint8Array = chunk;
		text += decoder.decode(bytes.subarray(0, remaining), { stream: true });
		remaining -= bytes.byteLength;
		if (remaining < 0) return { text, isCut: true };
	}
	return { text: text + decoder.decode(), isCut: false };
}
