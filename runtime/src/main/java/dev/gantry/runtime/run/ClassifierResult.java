package dev.gantry.runtime.run;

/**
 * What came of training a classifier.
 *
 * @param classes how many it tells apart
 * @param trained how many samples it was trained on
 * @param heldOut how many others it was tried on
 * @param accuracy the share of these whose class it told
 */
public record ClassifierResult(int classes, int trained, int heldOut, double accuracy) {}
