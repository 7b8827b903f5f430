using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Loop;

/// <summary>Carries out a probe during one training.</summary>
internal sealed class Prober(Probe probe, Network network, SampleSet validation)
{
    private double seconds;
    private double loss;
    private int steps;

    /// <summary>Hears of a step and looks when it is time. Leaves the network in training mode.</summary>
    /// <param name="step">Steps done over all stages.</param>
    /// <param name="stepLoss">The step's objective.</param>
    /// <param name="stepSeconds">The step's time.</param>
    public void After(long step, double stepLoss, double stepSeconds)
    {
        (seconds, loss, steps) = (seconds + stepSeconds, loss + stepLoss, steps + 1);
        if (step % probe.EverySteps != 0)
            return;
        var score = Fit.Of(Predictor.Logits(network, validation, validation.Count), validation);
        probe.Seen(new ProbePoint(step, seconds, loss / steps, score.Loss, score.Quality));
        (loss, steps) = (0, 0);
        network.Train();
    }
}
