CREATE TABLE "secrets"."audit_key" (
    "sequence" INTEGER NOT NULL,
    "key_id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "previous" TEXT,
    "signature" TEXT NOT NULL,
    "sealed_by" TEXT,
    "wrapped_key" BYTEA,
    "ciphertext" BYTEA,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_key_pkey" PRIMARY KEY ("sequence")
);

CREATE TABLE "secrets"."audit_head" (
    "singleton" INTEGER NOT NULL,
    "head" JSONB NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("singleton")
);
