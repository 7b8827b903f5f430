using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>A generalist and its specialists of one seed before the test set: which image is answered correctly by whom.</summary>
internal sealed class Committee
{
    private readonly SampleSet test;
    private readonly IReadOnlyList<Specialty> fields;
    private readonly float[] generalist;
    private readonly IReadOnlyList<float[]> corrected,
        plain;

    /// <param name="frame">The study's frame.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="fields">The specialists' fields.</param>
    public Committee(StudyFrame frame, long seed, IReadOnlyList<Specialty> fields)
    {
        (test, this.fields) = (frame.Data.Test, fields);
        generalist = Probabilities(frame.Kept.Logits(SpecialistsStudy.Generalist, seed, test), test.Classes.Count);
        List<float[]> logits = [.. fields.Select(field => frame.Kept.Logits(field.Describe(frame.Data.Classes), seed, test))];
        plain = [.. logits.Select((own, m) => Probabilities(own, fields[m].Dustbin + 1))];
        corrected =
        [
            .. logits.Select(
                (own, m) => Probabilities(fields[m].Corrected(own, fields[m].DustbinShift(frame.Data.Train)), fields[m].Dustbin + 1)
            ),
        ];
    }

    /// <summary>For each image whether the generalist is right.</summary>
    public bool[] Alone =>
        [.. Enumerable.Range(0, test.Count).Select(n => Score.ArgMax(Row(generalist, test.Classes.Count, n)) == test.Labels[n])];

    /// <summary>For each image whether all together are right.</summary>
    /// <param name="most">n: a specialist is asked where its field holds one of the generalist's n most probable classes.</param>
    /// <param name="isCorrected">Whether dustbins are corrected for the half of special images in training.</param>
    public bool[] Together(int most, bool isCorrected = true) =>
        [.. Enumerable.Range(0, test.Count).Select(n => Answer(n, most, isCorrected ? corrected : plain) == test.Labels[n])];

    /// <summary>
    /// Share of the images of a specialist's field that are answered correctly when only its special classes may be the answer: by the
    /// generalist and by the specialist.
    /// </summary>
    public (double Generalist, double Specialist) Conditional(int specialist)
    {
        var (field, said) = (fields[specialist], corrected[specialist]);
        List<int> own = [.. Enumerable.Range(0, test.Count).Where(n => field.OutputOf(test.Labels[n]) != field.Dustbin)];
        double Share(Func<int, int> answer) => (double)own.Count(n => answer(n) == field.OutputOf(test.Labels[n])) / own.Count;
        return (
            Share(n => Best(field.Special.Select(c => Row(generalist, test.Classes.Count, n)[c]))),
            Share(n => Best(Row(said, field.Dustbin + 1, n)[..field.Dustbin].ToArray()))
        );
    }

    private int Answer(int n, int most, IReadOnlyList<float[]> answers)
    {
        var said = Row(generalist, test.Classes.Count, n);
        var active = JointInference.Active(said, fields, most);
        return Score.ArgMax([
            .. JointInference
                .Of(Doubles(said), [.. active.Select(m => (fields[m], Doubles(Row(answers[m], fields[m].Dustbin + 1, n))))])
                .Select(p => (float)p),
        ]);
    }

    private static int Best(IEnumerable<float> values) => Score.ArgMax([.. values]);

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = values[i];
        return doubles;
    }

    private static ReadOnlySpan<float> Row(float[] rows, int width, int n) => rows.AsSpan(n * width, width);

    // The labels play no part in a mixture; they only have to be as many.
    private static float[] Probabilities(float[] logits, int outputs) =>
        new LabelledAnswers([logits], new int[logits.Length / outputs], outputs).Mixed(new MeanProbabilities());
}
