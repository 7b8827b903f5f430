using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Finishing;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>What a trial's network says of the test set, which it answers once. Names are those among the trial's values.</summary>
internal static class TrialTest
{
    /// <summary>Share answered correctly.</summary>
    public const string Accuracy = "test accuracy";

    /// <summary>Expected calibration error over 15 bins.</summary>
    public const string CalibrationError = "test calibration error";

    /// <summary>Mean negative log-likelihood in nats.</summary>
    public const string Surprise = "test negative log-likelihood";

    /// <summary>Wrong answers to images of classes that the transfer set lacks.</summary>
    public const string MissingErrors = "test errors of missing classes";

    /// <summary>The shift of biases that the validation split asks for.</summary>
    public const string Shift = "bias shift";

    /// <summary>Share answered correctly with that shift.</summary>
    public const string Corrected = "test accuracy, biases corrected";

    /// <summary>Wrong answers to images of missing classes with that shift.</summary>
    public const string CorrectedErrors = "test errors of missing classes, biases corrected";

    /// <summary>Share of images that it answers as an ensemble does.</summary>
    public static string AgreementWith(string ensemble) => $"test agreement with {ensemble}";

    /// <summary>
    /// The values; those of missing classes where some are missing, agreement with each ensemble that the arm is compared with.
    /// </summary>
    public static IReadOnlyDictionary<string, double> Of(Network network, StudyFrame frame, Arm arm)
    {
        var test = frame.Data.Test;
        var logits = Predictor.Logits(network, test, test.Count);
        var judged = new Judgement(new LabelledAnswers([logits], test).Mixed(new MeanProbabilities()), [.. test.Labels]);
        var values = new Dictionary<string, double>
        {
            [Accuracy] = judged.Accuracy,
            [CalibrationError] = judged.CalibrationError,
            [Surprise] = Score.Of(logits, test.Labels).NegativeLogLikelihood,
        };
        foreach (var ensemble in arm.Compared)
            values[AgreementWith(ensemble.Name)] = Alike(logits, frame.Lessons.TestAnswers(ensemble.Teachers), test);
        if (arm.Transfer is { } transfer)
            AddMissing(values, network, logits, frame.Data, transfer);
        return values;
    }

    /// <summary>Share of images to which two networks give the same answer.</summary>
    public static double Alike(float[] first, float[] second, SampleSet images) =>
        1 - new Agreement(new LabelledAnswers([first, second], images)).Disagreement(0, 1);

    private static void AddMissing(Dictionary<string, double> values, Network network, float[] logits, Dataset data, TransferSpec transfer)
    {
        var (test, classes) = (data.Test, data.Classes);
        var missing = transfer.Missing(classes);
        values[MissingErrors] = Wrong(logits, test.Labels, missing);
        var found = BiasShift.Find(
            Predictor.Logits(network, data.Validation, data.Validation.Count),
            data.Validation.Labels,
            transfer.Shifted(classes)
        );
        for (var i = 0; i < logits.Length; i++)
            if (found.Classes.Contains(i % classes.Count))
                logits[i] += (float)found.Shift;
        values[Shift] = found.Shift;
        values[Corrected] = Score.Of(logits, test.Labels).Accuracy;
        values[CorrectedErrors] = Wrong(logits, test.Labels, missing);
    }

    private static int Wrong(float[] logits, int[] labels, IReadOnlyList<int> classes)
    {
        var count = logits.Length / labels.Length;
        return Enumerable
            .Range(0, labels.Length)
            .Count(i => classes.Contains(labels[i]) && Score.ArgMax(logits.AsSpan(i * count, count)) != labels[i]);
    }
}
