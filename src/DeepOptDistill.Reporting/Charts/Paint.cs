using DeepOptDistill.Core.Runs;
using OxyPlot;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>
/// A colour of the page's style sheet. A chart is drawn with a stand-in, which <see cref="Svg"/> replaces by the style sheet's variable,
/// so that one picture serves light and dark pages and paper.
/// </summary>
/// <param name="Variable">Name of the variable in <c>report.css</c>.</param>
/// <param name="StandIn">A colour that no picture uses otherwise.</param>
internal sealed record Paint(string Variable, OxyColor StandIn)
{
    public static Paint Ink { get; } = Named("ink", 1);

    public static Paint Muted { get; } = Named("muted", 2);

    public static Paint Grid { get; } = Named("grid", 3);

    public static Paint Ground { get; } = Named("ground", 4);

    public static Paint Teacher { get; } = Named("teacher", 5);

    public static Paint Ensemble { get; } = Named("ensemble", 6);

    public static Paint Baseline { get; } = Named("baseline", 7);

    public static Paint Student { get; } = Named("student", 8);

    public static Paint BaselineSoft { get; } = Named("baseline-soft", 9);

    public static Paint StudentSoft { get; } = Named("student-soft", 10);

    /// <summary>Colours of lines that stand for no role, far apart also for the colour-blind.</summary>
    public static IReadOnlyList<Paint> Lines { get; } = [.. Enumerable.Range(1, 8).Select(i => Named($"line{i}", (byte)(20 + i)))];

    public static IReadOnlyList<Paint> All { get; } =
    [Ink, Muted, Grid, Ground, Teacher, Ensemble, Baseline, Student, BaselineSoft, StudentSoft, .. Lines];

    public static Paint Of(Role role) =>
        role switch
        {
            Role.Teacher => Teacher,
            Role.Ensemble => Ensemble,
            Role.Baseline => Baseline,
            _ => Student,
        };

    public static Paint SoftOf(Role role) => role == Role.Baseline ? BaselineSoft : StudentSoft;

    private static Paint Named(string variable, byte number) => new(variable, OxyColor.FromRgb(1, 254, number));
}
