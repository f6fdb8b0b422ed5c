-- The rows are those of benchmark-summary.v1 until `slowking rebuild read-models`.
ALTER TABLE "benchmark" ADD COLUMN "load" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "processing" JSONB,
    ADD COLUMN "acknowledged" JSONB;
ALTER TABLE "benchmark" ALTER COLUMN "load" DROP DEFAULT;
