/** What one provider asks for one model: USD per million tokens, null where it publishes none. */
export type RoutedProvider = {
	provider: string;
	status: "live" | "error";
	pricing: { input: number; output: number } | null;
	contextLength: number | null;
	firstTokenLatencyMs: number | null;
	tokensPerSecond: number | null;
};

export type RoutedModel = { id: string; createdAtSeconds: number; providers: RoutedProvider[] };

/**
 * The models that the router offers. DeepSeek-V4-Pro is the vendor's own documented sample
 * (reference/huggingface/examples/router-models.json). The prices of the Llama models are those of
 * the router of August 2026 (nscale 0.06, Together 0.88); the other rows are of the same order and
 * serve the simulation only.
 */
export const routedModels: readonly RoutedModel[] = readRows();

/** Columns: model created provider status input output context firstTokenMs tokensPerSecond. */
function rows(): string {
	return `
deepseek-ai/DeepSeek-V4-Pro 1776837885 novita live 1.69 3.38 1048576 1490 24.69124008437934
deepseek-ai/DeepSeek-V4-Pro 1776837885 fireworks-ai live - - 1048576 588.4 45.42948747753918
deepseek-ai/DeepSeek-V4-Pro 1776837885 featherless-ai live - - - - -
meta-llama/Llama-3.1-8B-Instruct 1721692800 nscale live 0.06 0.06 131072 310 118
meta-llama/Llama-3.1-8B-Instruct 1721692800 novita live 0.02 0.05 16384 620 71
meta-llama/Llama-3.1-8B-Instruct 1721692800 cerebras error 0.1 0.1 32768 - -
meta-llama/Llama-3.3-70B-Instruct 1733443200 together live 0.88 0.88 131072 480 86
meta-llama/Llama-3.3-70B-Instruct 1733443200 novita live 0.13 0.39 131072 890 32
meta-llama/Llama-3.3-70B-Instruct 1733443200 groq live 0.59 0.79 131072 210 276
mistralai/Mistral-7B-Instruct-v0.3 1716336000 featherless-ai live - - 32768 1300 21
Qwen/Qwen2.5-7B-Instruct 1726704000 together live 0.3 0.3 32768 420 94
Qwen/Qwen3-32B 1745884800 nscale live 0.08 0.25 40960 510 62
openai/gpt-oss-120b 1754352000 groq live 0.15 0.75 131072 190 480
openai/gpt-oss-120b 1754352000 novita live 0.1 0.5 131072 640 90
`;
}

function readRows(): readonly RoutedModel[] {
	const models = new Map<string, RoutedModel>();
	for (const row of rows().trim().split("\n")) {
		const [id = "", created, provider = "", status, ...cells] = row.split(" ");
		const model = models.get(id) ?? { id, createdAtSeconds: Number(created), providers: [] };
		const input = numberOrNull(cells[0]);
		const output = numberOrNull(cells[1]);
		model.providers.push({
			provider,
			status: status === "error" ? "error" : "live",
			pricing: input === null || output === null ? null : { input, output },
			contextLength: numberOrNull(cells[2]),
			firstTokenLatencyMs: numberOrNull(cells[3]),
			tokensPerSecond: numberOrNull(cells[4]),
		});
		models.set(id, model);
	}
	return [...models.values()];
}

function numberOrNull(cell: string | undefined): number | null {
	return cell === undefined || cell === "-" ? null : Number(cell);
}
