package dev.gantry.runtime.run;

import java.io.Serializable;

/**
 * What is done by itself of an evaluation: a part of a metric of one draw of samples.
 *
 * @param repeat which draw, from 0
 * @param metric the metric's name
 * @param part of the metric, from 0
 */
public record EvaluationTask(int repeat, String metric, int part) implements Serializable {}
