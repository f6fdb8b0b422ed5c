ALTER TABLE "benchmark" ADD COLUMN "verdict" TEXT,
    ADD COLUMN "answers" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "benchmark" ALTER COLUMN "answers" DROP DEFAULT;

CREATE INDEX "benchmark_corpus_sha256_created_at_idx" ON "benchmark"("corpus_sha256", "created_at" DESC);

-- The rows are those of document.v1 until `slowking rebuild read-models`.
ALTER TABLE "document" ADD COLUMN "warmup" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "document" ALTER COLUMN "warmup" DROP DEFAULT;
