using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>What a trial's network says of the test set, which it answers once. Names are those among the trial's values.</summary>
internal static class TrialTest
{
    /// <summary>Share answered correctly.</summary>
    public const string Accuracy = "test accuracy";

    /// <summary>Wrong answers to images of classes that the transfer set lacks.</summary>
    public const string MissingErrors = "test errors of missing classes";

    /// <summary>The shift of biases that the validation split asks for.</summary>
    public const string Shift = "bias shift";

    /// <summary>Share answered correctly with that shift.</summary>
    public const string Corrected = "test accuracy, biases corrected";

    /// <summary>Wrong answers to images of missing classes with that shift.</summary>
    public const string CorrectedErrors = "test errors of missing classes, biases corrected";

    /// <summary>The values; those of missing classes where some are missing.</summary>
    public static IReadOnlyDictionary<string, double> Of(Network network, Dataset data, TransferSpec? transfer)
    {
        var (test, classes) = (data.Test, data.Classes);
        var logits = Predictor.Logits(network, test, test.Count);
        var values = new Dictionary<string, double> { [Accuracy] = Score.Of(logits, test.Labels).Accuracy };
        if (transfer is null) return values;
        var missing = transfer.Missing(classes);
        values[MissingErrors] = Wrong(logits, test.Labels, missing);
        var found = BiasShift.Find(Predictor.Logits(network, data.Validation, data.Validation.Count), data.Validation.Labels, transfer.Shifted(classes));
        for (var i = 0; i < logits.Length; i++)
            if (found.Classes.Contains(i % classes.Count)) logits[i] += (float)found.Shift;
        values[Shift] = found.Shift;
        values[Corrected] = Score.Of(logits, test.Labels).Accuracy;
        values[CorrectedErrors] = Wrong(logits, test.Labels, missing);
        return values;
    }

    private static int Wrong(float[] logits, int[] labels, IReadOnlyList<int> classes)
    {
        var count = logits.Length / labels.Length;
        return Enumerable.Range(0, labels.Length).Count(i => classes.Contains(labels[i]) && Score.ArgMax(logits.AsSpan(i * count, count)) != labels[i]);
    }
}
