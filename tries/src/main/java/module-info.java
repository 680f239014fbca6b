/** Tests of what holds for all values of a kind. */
module dev.gantry.tries {
    requires static org.jspecify;

    exports dev.gantry.tries;
}
