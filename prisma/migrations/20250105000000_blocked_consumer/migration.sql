CREATE TABLE "blocked_consumer" (
    "consumer" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "blocked_consumer_pkey" PRIMARY KEY ("consumer")
);
