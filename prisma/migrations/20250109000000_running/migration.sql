-- Before it sends, each run asks which others go on at its target.
CREATE INDEX "benchmark_host_status_idx" ON "benchmark"("host", "status");
