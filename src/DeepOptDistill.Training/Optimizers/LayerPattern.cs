using System.Text.RegularExpressions;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// A pattern over the names of layers and parameters: <c>*</c> stands for any letters, and a layer stands for all of its parameters.
/// </summary>
internal sealed class LayerPattern(string pattern)
{
    private readonly Regex expression = new(
        $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$",
        RegexOptions.CultureInvariant
    );

    /// <summary>Whether the pattern names the parameter or a layer that it lies in.</summary>
    public bool Fits(string parameter) => Names(parameter).Any(expression.IsMatch);

    /// <summary>The problem of a pattern that names nothing; null where it names something.</summary>
    public static Problem? Check(string pattern, IReadOnlyList<string> parameters, string where)
    {
        var layers = new LayerPattern(pattern);
        if (parameters.Any(layers.Fits))
            return null;
        var names = parameters.SelectMany(Names).Distinct().ToList();
        var nearest = names.OrderBy(name => Nearest.Distance(pattern, name)).Take(3).Select(name => $"'{name}'");
        return new Problem(
            where,
            $"layers '{pattern}', which no layer is named",
            "the name of a layer or parameter, with '*' for any letters",
            $"The nearest are {string.Join(", ", nearest)}."
        );
    }

    /// <summary>conv1.weight: itself and each layer around it; of a layer of a file's network also the file's own name.</summary>
    private static IEnumerable<string> Names(string parameter)
    {
        var first = parameter.IndexOf('.', StringComparison.Ordinal);
        var isNested = first >= 0 && parameter.IndexOf('.', first + 1) >= 0;
        return isNested ? [.. Around(parameter), .. Around(parameter[(first + 1)..])] : Around(parameter);
    }

    private static IEnumerable<string> Around(string parameter)
    {
        for (var end = parameter.Length; end > 0; end = parameter.LastIndexOf('.', end - 1))
            yield return parameter[..end];
    }
}
