CREATE SCHEMA IF NOT EXISTS "secrets";

CREATE TABLE "benchmark" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "infra" TEXT NOT NULL,
    "eigen_version" TEXT,
    "instance_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "planned" INTEGER NOT NULL,
    "bytes" BIGINT,
    "corpus_sha256" TEXT,
    "sent" INTEGER NOT NULL,
    "uploaded" INTEGER NOT NULL,
    "interrupted" INTEGER NOT NULL,
    "started" INTEGER NOT NULL,
    "completed" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "project_id" TEXT,
    "project_guid" TEXT,
    "reason" TEXT,
    "errors" INTEGER NOT NULL,
    "last_error" TEXT,
    "report_revision" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "reported_at" TIMESTAMPTZ(3),
    "notified_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL,

    CONSTRAINT "benchmark_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "benchmark_instance" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "infra" TEXT NOT NULL,
    "eigen_version" TEXT,
    "benchmarks" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "benchmark_instance_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "document" (
    "benchmark_id" TEXT NOT NULL,
    "document_name" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "upload" TEXT NOT NULL,
    "eigen_document_id" TEXT,
    "scheduled_at" BIGINT,
    "sent_at" BIGINT,
    "acknowledged_at" BIGINT,
    "platform_start" BIGINT,
    "platform_end" BIGINT,
    "start_received_at" BIGINT,
    "end_received_at" BIGINT,
    "processing_us" BIGINT,
    "reason" TEXT,

    CONSTRAINT "document_pkey" PRIMARY KEY ("benchmark_id", "document_name")
);

CREATE TABLE "report" (
    "benchmark_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "hash" TEXT,
    "algorithm_version" INTEGER,
    "files" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_pkey" PRIMARY KEY ("benchmark_id")
);

CREATE TABLE "checkpoint" (
    "consumer" TEXT NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("consumer")
);

CREATE TABLE "secrets"."credential" (
    "benchmark_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("benchmark_id")
);

CREATE INDEX "benchmark_created_at_id_idx" ON "benchmark"("created_at" DESC, "id" DESC);

CREATE INDEX "document_benchmark_id_ordinal_idx" ON "document"("benchmark_id", "ordinal");
