/** Graphics cards of any maker, and other devices, by OpenCL. */
@NullMarked
package dev.gantry.opencl;

import org.jspecify.annotations.NullMarked;
