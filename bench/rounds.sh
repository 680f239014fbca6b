#!/bin/sh
# Resident memory over 100 runtimes in one JVM, with the options given: bench/rounds.sh -XX:TieredStopAtLevel=1
# Needs a distribution, which ./gantry builds, and a JDK of at least 25 on the PATH.
dist=$(dirname "$0")/../app/target/dist/gantry
extension=$(ls "$dist"/lib/classpath | sed -n 's/^nd4j-native-.*-\(x86_64\|arm64\)\(.*\)\.jar$/\2/p')
export OPENBLAS_THREAD_TIMEOUT="${OPENBLAS_THREAD_TIMEOUT:-4}"
exec java -Xms200m -Xmx200m -XX:+AlwaysPreTouch "$@" \
    --module-path "$dist/lib/modules" --class-path "$dist/lib/classpath/*" \
    --add-modules ALL-MODULE-PATH,java.desktop,java.logging,java.management,java.naming,java.sql,jdk.unsupported,jdk.incubator.vector \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dorg.bytedeco.javacpp.platform.extension="$extension" \
    "$(dirname "$0")/Rounds.java" "$dist/recipes/ring-gan.conf"
