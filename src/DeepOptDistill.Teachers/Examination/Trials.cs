using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>The usual ways of showing a teacher its images that are not the declared one.</summary>
/// <param name="examinee">The teacher.</param>
/// <param name="folder">The folder of its description.</param>
/// <param name="set">Where the questions come from.</param>
/// <param name="questions">The questions.</param>
/// <param name="kind">What its answers are.</param>
/// <param name="screen">Questions of the first look at a trial.</param>
internal sealed class Trials(Examinee examinee, string folder, SampleSet set, Questions questions, OutputKind kind, int screen)
    : IDisposable
{
    private List<Examinee>? layouts;

    /// <summary>One thing differs from the description: values of the numbers, their sign, colours, or layout.</summary>
    public IEnumerable<Trial> OfOne()
    {
        foreach (var (name, input) in Normalizations.Others(examinee.Spec.Input, examinee.Input, set))
            yield return Of([Fault.WrongNormalization], $"with {name}", input, examinee);
        foreach (var other in Layouts)
            yield return Of([Fault.WrongLayout], Trial.Laid(other.Input.Layout), other.Spec.Input, other);
    }

    /// <summary>Two differ: the values and something else.</summary>
    public IEnumerable<Trial> OfTwo()
    {
        foreach (var (name, input) in Normalizations.OtherPairs(examinee.Spec.Input, examinee.Input, set))
            yield return Of([Fault.WrongNormalization], $"with {name}", input, examinee);
        foreach (var other in Layouts)
        foreach (var (name, input) in Normalizations.Others(other.Spec.Input, other.Input, set))
            yield return Of([Fault.WrongLayout, Fault.WrongNormalization], $"{Trial.Laid(other.Input.Layout)} with {name}", input, other);
    }

    /// <inheritdoc/>
    public void Dispose() => layouts?.ForEach(other => other.Dispose());

    // Grey images, and rows of a table, are the same in each layout.
    private List<Examinee> Layouts =>
        layouts ??=
            examinee.Input.Shape.Channels == 1 || examinee.Input.Shape.IsRow
                ? []
                :
                [
                    .. examinee
                        .OtherLayouts.Select(layout => Open(examinee.Spec with { Input = examinee.Spec.Input with { Layout = layout } }))
                        .OfType<Examinee>(),
                ];

    private Trial Of(IReadOnlyList<Fault> faults, string means, TeacherInput input, Examinee asked) =>
        new(faults, means, input, asked, kind, questions, screen);

    /// <summary>A network of convolutions does not even run in another layout.</summary>
    private Examinee? Open(TeacherSpec spec)
    {
        try
        {
            return Examinee.Open(spec, folder, set, threads: 1);
        }
        catch (InputException)
        {
            return null;
        }
    }
}
