ALTER TABLE "benchmark" ADD COLUMN "search" JSONB;
