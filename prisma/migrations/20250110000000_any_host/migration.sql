-- The address of a target may be longer than an index can hold, and runs that go on are few.
DROP INDEX "benchmark_host_status_idx";
CREATE INDEX "benchmark_status_idx" ON "benchmark"("status");
