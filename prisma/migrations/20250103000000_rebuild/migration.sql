CREATE TABLE "rebuild" (
    "rebuild_id" TEXT NOT NULL,
    "news" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rebuild_pkey" PRIMARY KEY ("rebuild_id")
);
