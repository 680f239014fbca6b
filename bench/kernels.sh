#!/bin/sh
# Times of single kernels on the processor, each in a JVM of its own: bench/kernels.sh [PATTERN [OPTION OF JMH]...]
#   bench/kernels.sh                          all of them
#   bench/kernels.sh '^product' -p shards=1,2  those whose names contain the pattern, on one shard and on two
# Needs what builds Gantry; builds what it measures.
exec mvn -q -B -f "$(dirname "$0")/../pom.xml" -pl bench -am -Pkernels -Dmaven.test.skip=true process-classes -Dkernels="$*"
