package dev.lastmile.template.model;

import dev.lastmile.pipeline.registry.GateRule;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.tribuo.TribuoTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** Which model is trained on the features, and by which rule it becomes champion: this is the place to change both. */
public final class Model {
    /** The task's own metric, here log loss; see {@link GateRule}. */
    public static final GateRule GATE = GateRule.byTask();

    private static final int EPOCHS = 100;
    private static final long SEED = 20191101L;

    private Model() {}

    /** Multinomial logistic regression; with a seed, two trainings on the same rows give the same model. */
    public static ModelTrainer trainer() {
        return new TribuoTrainer(new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), EPOCHS, SEED));
    }
}
