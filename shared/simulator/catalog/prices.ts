/** One priced hardware in one region; memory is per replica, the price USD per replica-hour. */
export type CatalogPrice = {
	vendor: string;
	region: string;
	accelerator: string;
	instanceType: string;
	instanceSize: string;
	architecture: string;
	numAccelerators: number;
	vCpus: number | null;
	memoryGb: number | null;
	gpuMemoryGb: number | null;
	pricePerHour: number;
	status: "available" | "deprecated";
};

/**
 * The vendor's price list, one entry per hardware and region.
 *
 * Source: huggingface/hf-endpoints-documentation docs/source/support/pricing.md @6b7307a,
 * as of 2026-08-20 (USD per replica-hour, billed by the minute). The list has no region column,
 * so every region of a vendor carries the same price. The rows of nvidia-rtx-pro-6000 are inferred
 * from the vendor's Jobs price list. Regions: FAQ, and GET /v2/provider as seen on 2026-09-09.
 * The list states no main memory and no CPU count for GPU rows; those are null.
 */
export const catalogPrices: readonly CatalogPrice[] = expandRows();

/** The regions in which a vendor offers its hardware. */
export function regionsOf(vendor: string): readonly string[] {
	return regionsByVendor().get(vendor) ?? [];
}

function regionsByVendor(): ReadonlyMap<string, readonly string[]> {
	return new Map([
		["aws", ["us-east-1", "eu-west-1", "us-east-2", "us-west-2"]],
		["azure", ["eastus"]],
		["gcp", ["us-east4"]],
	]);
}

/** Columns: vendor accelerator type size accelerators vCpus memoryGb gpuMemoryGb price status name. */
function priceRows(): string {
	return `
aws cpu intel-spr x1 1 1 2 - 0.033 available Intel Sapphire Rapids
aws cpu intel-spr x2 1 2 4 - 0.067 available Intel Sapphire Rapids
aws cpu intel-spr x4 1 4 8 - 0.134 available Intel Sapphire Rapids
aws cpu intel-spr x8 1 8 16 - 0.268 available Intel Sapphire Rapids
aws cpu intel-spr x16 1 16 32 - 0.536 available Intel Sapphire Rapids
azure cpu intel-xeon x1 1 1 2 - 0.06 available Intel Xeon
azure cpu intel-xeon x2 1 2 4 - 0.12 available Intel Xeon
azure cpu intel-xeon x4 1 4 8 - 0.24 available Intel Xeon
azure cpu intel-xeon x8 1 8 16 - 0.48 available Intel Xeon
gcp cpu intel-spr x1 1 1 2 - 0.05 available Intel Sapphire Rapids
gcp cpu intel-spr x2 1 2 4 - 0.1 available Intel Sapphire Rapids
gcp cpu intel-spr x4 1 4 8 - 0.2 available Intel Sapphire Rapids
gcp cpu intel-spr x8 1 8 16 - 0.4 available Intel Sapphire Rapids
aws cpu intel-icl x1 1 1 2 - 0.032 deprecated Intel Ice Lake
aws cpu intel-icl x2 1 2 4 - 0.064 deprecated Intel Ice Lake
aws cpu intel-icl x4 1 4 8 - 0.128 deprecated Intel Ice Lake
aws cpu intel-icl x8 1 8 16 - 0.256 deprecated Intel Ice Lake
aws gpu nvidia-t4 x1 1 - - 14 0.5 available NVIDIA T4
aws gpu nvidia-t4 x4 4 - - 56 3 available NVIDIA T4
aws gpu nvidia-l4 x1 1 - - 24 0.8 available NVIDIA L4
aws gpu nvidia-l4 x4 4 - - 96 3.8 available NVIDIA L4
aws gpu nvidia-a10g x1 1 - - 24 1 available NVIDIA A10G
aws gpu nvidia-a10g x4 4 - - 96 5 available NVIDIA A10G
aws gpu nvidia-l40s x1 1 - - 48 1.8 available NVIDIA L40S
aws gpu nvidia-l40s x4 4 - - 192 8.3 available NVIDIA L40S
aws gpu nvidia-l40s x8 8 - - 384 23.5 available NVIDIA L40S
aws gpu nvidia-a100 x1 1 - - 80 2.5 available NVIDIA A100
aws gpu nvidia-a100 x2 2 - - 160 5 available NVIDIA A100
aws gpu nvidia-a100 x4 4 - - 320 10 available NVIDIA A100
aws gpu nvidia-a100 x8 8 - - 640 20 available NVIDIA A100
aws gpu nvidia-h100 x1 1 - - 80 4.5 deprecated NVIDIA H100
aws gpu nvidia-h100 x2 2 - - 160 9 deprecated NVIDIA H100
aws gpu nvidia-h100 x4 4 - - 320 18 deprecated NVIDIA H100
aws gpu nvidia-h100 x8 8 - - 640 36 deprecated NVIDIA H100
aws gpu nvidia-h200 x1 1 - - 141 5 available NVIDIA H200
aws gpu nvidia-h200 x2 2 - - 282 10 available NVIDIA H200
aws gpu nvidia-h200 x4 4 - - 564 20 available NVIDIA H200
aws gpu nvidia-h200 x8 8 - - 1128 40 available NVIDIA H200
aws gpu nvidia-b200 x1 1 - - 256 9.25 deprecated NVIDIA B200
aws gpu nvidia-b200 x2 2 - - 512 18.5 deprecated NVIDIA B200
aws gpu nvidia-b200 x4 4 - - 1024 37 deprecated NVIDIA B200
aws gpu nvidia-b200 x8 8 - - 2048 74 deprecated NVIDIA B200
gcp gpu nvidia-t4 x1 1 - - 16 0.5 available NVIDIA T4
gcp gpu nvidia-l4 x1 1 - - 24 0.7 available NVIDIA L4
gcp gpu nvidia-l4 x4 4 - - 96 3.8 available NVIDIA L4
gcp gpu nvidia-a100 x1 1 - - 80 3.6 available NVIDIA A100
gcp gpu nvidia-a100 x2 2 - - 160 7.2 available NVIDIA A100
gcp gpu nvidia-a100 x4 4 - - 320 14.4 available NVIDIA A100
gcp gpu nvidia-a100 x8 8 - - 640 28.8 available NVIDIA A100
gcp gpu nvidia-h100 x1 1 - - 80 10 available NVIDIA H100
gcp gpu nvidia-h100 x2 2 - - 160 20 available NVIDIA H100
gcp gpu nvidia-h100 x4 4 - - 320 40 available NVIDIA H100
gcp gpu nvidia-h100 x8 8 - - 640 80 available NVIDIA H100
aws neuron inf2 x1 1 - 14.5 - 0.75 available AWS Inferentia2
aws neuron inf2 x12 12 - 760 - 12 available AWS Inferentia2
aws gpu nvidia-rtx-pro-6000 x1 1 - - 96 2.75 available NVIDIA RTX PRO 6000
aws gpu nvidia-rtx-pro-6000 x2 2 - - 192 5.5 available NVIDIA RTX PRO 6000
aws gpu nvidia-rtx-pro-6000 x4 4 - - 384 11 available NVIDIA RTX PRO 6000
aws gpu nvidia-rtx-pro-6000 x8 8 - - 768 22 available NVIDIA RTX PRO 6000
`;
}

function expandRows(): CatalogPrice[] {
	return priceRows()
		.trim()
		.split("\n")
		.flatMap((row) => {
			const price = priceOf(row);
			return regionsOf(price.vendor).map((region) => ({ ...price, region }));
		});
}

function priceOf(row: string): Omit<CatalogPrice, "region"> {
	const [vendor, accelerator, instanceType, instanceSize, ...rest] = row.split(" ");
	const [numAccelerators, vCpus, memoryGb, gpuMemoryGb, pricePerHour, status, ...name] = rest;
	if (!vendor || !accelerator || !instanceType || !instanceSize || !pricePerHour) {
		throw new Error(`Price row is incomplete: ${row}`);
	}
	return {
		vendor,
		accelerator,
		instanceType,
		instanceSize,
		architecture: name.join(" "),
		numAccelerators: Number(numAccelerators),
		vCpus: numberOrNull(vCpus),
		memoryGb: numberOrNull(memoryGb),
		gpuMemoryGb: numberOrNull(gpuMemoryGb),
		pricePerHour: Number(pricePerHour),
		status: status === "deprecated" ? "deprecated" : "available",
	};
}

function numberOrNull(cell: string | undefined): number | null {
	return cell === undefined || cell === "-" ? null : Number(cell);
}
