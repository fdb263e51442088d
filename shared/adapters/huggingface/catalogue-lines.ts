/** As named by the vendor's FAQ, and as seen in its live list on 2026-09-09. */
export const regionsByVendor = {
	aws: ["us-east-1", "us-east-2", "us-west-2", "eu-west-1"],
	azure: ["eastus"],
	gcp: ["us-east4"],
} as const;

/** Prices by size, of one hardware in every region of its vendor. */
export type CatalogueLine = readonly [
	vendor: keyof typeof regionsByVendor,
	accelerator: string,
	instanceType: string,
	usdPerHour: Readonly<Record<string, number>>,
];

export const catalogueLines: readonly CatalogueLine[] = [
	["aws", "cpu", "intel-spr", { x1: 0.033, x2: 0.067, x4: 0.134, x8: 0.268, x16: 0.536 }],
	["aws", "cpu", "intel-icl", { x1: 0.032, x2: 0.064, x4: 0.128, x8: 0.256 }],
	["azure", "cpu", "intel-xeon", { x1: 0.06, x2: 0.12, x4: 0.24, x8: 0.48 }],
	["gcp", "cpu", "intel-spr", { x1: 0.05, x2: 0.1, x4: 0.2, x8: 0.4 }],
	["aws", "gpu", "nvidia-t4", { x1: 0.5, x4: 3 }],
	["aws", "gpu", "nvidia-l4", { x1: 0.8, x4: 3.8 }],
	["aws", "gpu", "nvidia-a10g", { x1: 1, x4: 5 }],
	["aws", "gpu", "nvidia-l40s", { x1: 1.8, x4: 8.3, x8: 23.5 }],
	["aws", "gpu", "nvidia-a100", { x1: 2.5, x2: 5, x4: 10, x8: 20 }],
	["aws", "gpu", "nvidia-h100", { x1: 4.5, x2: 9, x4: 18, x8: 36 }],
	["aws", "gpu", "nvidia-h200", { x1: 5, x2: 10, x4: 20, x8: 40 }],
	["aws", "gpu", "nvidia-b200", { x1: 9.25, x2: 18.5, x4: 37, x8: 74 }],
	["aws", "gpu", "nvidia-rtx-pro-6000", { x1: 2.75, x2: 5.5, x4: 11, x8: 22 }],
	["gcp", "gpu", "nvidia-t4", { x1: 0.5 }],
	["gcp", "gpu", "nvidia-l4", { x1: 0.7, x4: 3.8 }],
	["gcp", "gpu", "nvidia-a100", { x1: 3.6, x2: 7.2, x4: 14.4, x8: 28.8 }],
	["gcp", "gpu", "nvidia-h100", { x1: 10, x2: 20, x4: 40, x8: 80 }],
	["aws", "neuron", "inf2", { x1: 0.75, x12: 12 }],
];
