/** An endpoint as the vendor's list shows it; the parts given replace those of the example. */
export function endpointAnswer(
	name: string,
	parts: {
		readonly status?: object;
		readonly scaling?: object | null;
		readonly rest?: object;
	} = {},
): Record<string, unknown> {
	return {
		name,
		type: "protected",
		tags: ["prod"],
		provider: { vendor: "aws", region: "us-east-1" },
		compute: {
			id: "aws-us-east-1-nvidia-l4-x1",
			accelerator: "gpu",
			instanceType: "nvidia-l4",
			instanceSize: "x1",
			...(parts.scaling !== null && {
				scaling: { minReplica: 1, maxReplica: 4, scaleToZeroTimeout: null, ...parts.scaling },
			}),
		},
		model: { repository: "meta-llama/Llama-3.1-8B-Instruct", task: "text-generation" },
		status: {
			createdAt: "2023-10-26T12:41:53.263078506Z",
			updatedAt: "2026-11-20T08:02:11.105Z",
			updatedBy: { id: "6273f303f6d63a28483fde12", name: "johnDoe" },
			state: "running",
			url: "https://vksrvs8pc1xnifhq.endpoints.huggingface.cloud",
			readyReplica: 2,
			targetReplica: 2,
			lastUsedAt: null,
			...parts.status,
		},
		...parts.rest,
	};
}
