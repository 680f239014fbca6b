/** Workers on the executors of Apache Spark. */
@NullMarked
package dev.gantry.spark;

import org.jspecify.annotations.NullMarked;
