using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Samples;

/// <summary>Samples that a data set holds more than once, told by the first 64 bits of the SHA-256 of their numbers.</summary>
/// <param name="Test">Test samples that are training samples too.</param>
/// <param name="Validation">Validation samples that are training samples too.</param>
/// <param name="Train">Training samples that stand before themselves already.</param>
/// <param name="Contradicting"> Of all of these, those of which something else is told than of the training sample: another class, other
/// labels or values.
/// </param>
public sealed record SampleCopies(int Test, int Validation, int Train, int Contradicting)
{
    /// <summary>One in so many samples is a copy in most data sets.</summary>
    private const int Few = 100;

    /// <summary>Samples without labels beside the training samples that are test samples.</summary>
    public int Unlabelled { get; init; }

    /// <summary>Those of them that are validation samples.</summary>
    public int UnlabelledValidation { get; init; }

    /// <summary>Of the test samples, those of which something else is told.</summary>
    public int TestContradicting { get; init; }

    /// <summary>What is told of samples, as the end of a sentence: <c>another class</c>.</summary>
    public string Other { get; init; } = "another class";

    /// <summary>Validation samples that are test samples too.</summary>
    public int TestValidation { get; init; }

    /// <summary>Looks through a data set, once over all its numbers.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="transfer">What the student learns from, where it is more or less than the training samples.</param>
    public static SampleCopies Of(Dataset dataset, SampleSet? transfer = null)
    {
        var (seen, again, contradicting) = (new Dictionary<ulong, ulong>(), 0, 0);
        foreach (var (hash, told) in Each(dataset.Train))
        {
            if (seen.TryAdd(hash, told))
                continue;
            again++;
            if (seen[hash] != told)
                contradicting++;
        }
        int Known(SampleSet set)
        {
            var known = Each(set).Where(sample => seen.ContainsKey(sample.Hash)).ToList();
            contradicting += known.Count(sample => seen[sample.Hash] != sample.Told);
            return known.Count;
        }
        var (within, test) = (contradicting, Known(dataset.Test));
        var tests = contradicting - within;
        var validation = Known(dataset.Validation);
        var tested = Hashes(dataset.Test);
        return new SampleCopies(test, validation, again, contradicting)
        {
            TestContradicting = tests,
            Other = dataset.Task switch
            {
                TaskKind.Classes => "another class",
                TaskKind.Labels => "other labels",
                _ => "another value",
            },
            Unlabelled = UnlabelledOf(tested, transfer),
            UnlabelledValidation = UnlabelledOf(Hashes(dataset.Validation), transfer),
            TestValidation = Each(dataset.Validation).Count(sample => tested.Contains(sample.Hash)),
        };
    }

    /// <summary>
    /// Those of the notes that are about more than one in a hundred samples, as in no usual data set: the split is wrong.
    /// </summary>
    public IEnumerable<string> Warnings(Dataset dataset)
    {
        int Held(int copies, SampleSet set) => copies * Few > set.Count ? copies : 0;
        var grave = this with
        {
            Test = Held(Test, dataset.Test),
            Unlabelled = Held(Unlabelled, dataset.Test),
            Validation = Held(Validation, dataset.Validation),
            TestValidation = Held(TestValidation, dataset.Validation),
            UnlabelledValidation = Held(UnlabelledValidation, dataset.Validation),
        };
        return grave.Notes(dataset);
    }

    /// <summary>What a reader of results must know: samples that are judged by and were learned from; nothing without any.</summary>
    public IEnumerable<string> Notes(Dataset dataset)
    {
        var noun = dataset.Shape.Noun;
        if (Test > 0)
            yield return FormattableString.Invariant($"{Test:#,0} of {dataset.Test.Count:#,0} test {noun} {Are(Test)} training {noun} too")
                + (TestContradicting > 0 ? FormattableString.Invariant($", {TestContradicting:#,0} of them with {Other}: ") : ": ")
                + (Test > TestContradicting ? "the results are better than on new ones." : "what these tell, no network can know.");
        if (Unlabelled > 0)
            yield return FormattableString.Invariant($"{Unlabelled:#,0} of the {noun} without labels are test {noun}: ")
                + "the student learned the teachers' answers to them, and its results are better than on new ones.";
        if (Validation > 0)
            yield return FormattableString.Invariant($"{Validation:#,0} of {dataset.Validation.Count:#,0} validation {noun} ")
                + $"{Are(Validation)} training {noun} too: what is chosen there favours what learns by heart.";
        if (TestValidation > 0)
            yield return FormattableString.Invariant($"{TestValidation:#,0} of {dataset.Validation.Count:#,0} validation {noun} ")
                + $"{Are(TestValidation)} test {noun} too: what is chosen there was chosen for the test.";
        if (UnlabelledValidation > 0)
            yield return FormattableString.Invariant($"{UnlabelledValidation:#,0} of the {noun} without labels are validation {noun}: ")
                + "the student learned the teachers' answers to them, and what is chosen there favours that.";
    }

    /// <summary>Everything in one line.</summary>
    public override string ToString()
    {
        if (Test + Validation + Train + Unlabelled + UnlabelledValidation + TestValidation == 0)
            return "none";
        var parts = FormattableString.Invariant(
            $"{Test:#,0} in test and training, {Validation:#,0} in validation and training, {Train:#,0} within training"
        );
        return FormattableString.Invariant($"{parts}; {Contradicting:#,0} of them {(Contradicting == 1 ? "has" : "have")} {Other} there")
            + (TestValidation > 0 ? FormattableString.Invariant($"; {TestValidation:#,0} in validation and test") : "")
            + (Unlabelled > 0 ? FormattableString.Invariant($"; {Unlabelled:#,0} of those without labels in test") : "")
            + (
                UnlabelledValidation > 0
                    ? FormattableString.Invariant($"; {UnlabelledValidation:#,0} of those without labels in validation")
                    : ""
            );
    }

    private static HashSet<ulong> Hashes(SampleSet set) => [.. Each(set).Select(sample => sample.Hash)];

    private static int UnlabelledOf(HashSet<ulong> judged, SampleSet? transfer) =>
        transfer is null
            ? 0
            : Enumerable
                .Range(transfer.Labelled, transfer.Count - transfer.Labelled)
                .Count(i => judged.Contains(SampleLedger.HashOf(transfer.Image(i))));

    private static string Are(int count) => count == 1 ? "is" : "are";

    private static IEnumerable<(ulong Hash, ulong Told)> Each(SampleSet set) =>
        Enumerable.Range(0, set.Count).Select(i => (SampleLedger.HashOf(set.Image(i)), Told(set, i)));

    /// <summary>What is told of a sample: its class, or a hash of its labels or values.</summary>
    private static ulong Told(SampleSet set, int sample) =>
        set.Truths is not { } truths || sample >= truths.Count
            ? (ulong)set.Labels[sample]
            : SampleLedger.HashOf(MemoryMarshal.AsBytes(truths.Row(sample)));
}
