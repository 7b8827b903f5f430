using System.Globalization;
using OxyPlot.Axes;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>
/// Numbers at the ticks of a linear axis, with as many decimals as the step between two ticks has: no two are spelt alike.
/// </summary>
internal static class Ticks
{
    /// <summary>Numbers as they are: <c>0.25</c>.</summary>
    public static Func<double, string> Plain(Axis axis) => value => Spelt(value, axis.ActualMajorStep);

    /// <summary>Shares in percent: <c>92.5 %</c>.</summary>
    public static Func<double, string> Percent(Axis axis) => value => Spelt(100 * value, 100 * axis.ActualMajorStep) + " %";

    /// <summary>A number with as many decimals as the step has.</summary>
    public static string Spelt(double value, double step)
    {
        var decimals = 0;
        while (decimals < 12 && !IsWhole(step * Math.Pow(10, decimals)))
            decimals++;
        return (Math.Abs(value) < step / 1e6 ? 0 : value).ToString($"#,0.{new string('0', decimals)}", CultureInfo.InvariantCulture);
    }

    private static bool IsWhole(double value) => value > 0.5 && Math.Abs(value - Math.Round(value)) < 1e-6 * value;
}
