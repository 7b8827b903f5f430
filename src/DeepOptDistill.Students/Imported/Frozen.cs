using System.Text.RegularExpressions;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Learning;

namespace DeepOptDistill.Students.Imported;

/// <summary>Stored tensors that a recipe keeps from learning.</summary>
internal static class Frozen
{
    /// <summary>
    /// Finds them by their own names, by those of the nodes that read them, or their aliases as inspection shows them, and by the
    /// layer that they are in.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="learned">Names of all tensors that could learn.</param>
    /// <param name="options">The patterns.</param>
    /// <param name="isAllowed">Whether all of them may stay, as something else learns.</param>
    /// <exception cref="InputException">A pattern names nothing, or nothing is left to learn.</exception>
    public static HashSet<string> Of(
        OnnxModel model,
        IReadOnlyList<GraphSegment> layers,
        IReadOnlyList<string> learned,
        ImportOptions options,
        bool isAllowed
    )
    {
        var (names, found, problems) = (NamesOf(model, layers, learned), new HashSet<string>(StringComparer.Ordinal), new List<Problem>());
        for (var i = 0; i < options.Freeze.Count; i++)
        {
            var expression = Expression(options.Freeze[i]);
            var named = learned.Where(tensor => names[tensor].Any(expression.IsMatch)).ToList();
            if (named.Count == 0)
                problems.Add(NoSuch(options.Freeze[i], names.Values, FormattableString.Invariant($"{options.Where}.freeze[{i}]")));
            found.UnionWith(named);
        }
        if (found.Count > 0 && found.Count == learned.Count && !isAllowed)
            problems.Add(
                new Problem(
                    $"{options.Where}.freeze",
                    $"all " + $"{found.Count} stored tensors of numbers that are learned",
                    "some that are left to learn",
                    "Name fewer."
                )
            );
        InputException.ThrowIfAny(problems);
        return found;
    }

    private static Regex Expression(string pattern) =>
        new($"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);

    private static Dictionary<string, List<string>> NamesOf(
        OnnxModel model,
        IReadOnlyList<GraphSegment> layers,
        IReadOnlyList<string> learned
    )
    {
        var aliases = TapAliases.Of(model);
        var names = learned.ToDictionary(tensor => tensor, tensor => new List<string> { tensor }, StringComparer.Ordinal);
        foreach (var layer in layers)
        foreach (var tensor in layer.Model.Proto.Graph.Initializer.Where(tensor => names.ContainsKey(tensor.Name)))
            names[tensor.Name].Add(layer.Name);
        foreach (var node in model.Proto.Graph.Node)
        foreach (var own in node.Input.Where(names.ContainsKey).Select(tensor => names[tensor]))
        {
            if (node.Name.Length > 0)
                own.Add(node.Name);
            own.AddRange(node.Output.Where(aliases.ContainsKey).Select(output => aliases[output]));
        }
        return names;
    }

    private static Problem NoSuch(string pattern, IEnumerable<List<string>> names, string where)
    {
        var readable = names.Select(own => own[^1]).Distinct().ToList();
        var nearest = readable.OrderBy(name => Nearest.Distance(pattern, name)).Take(4).Select(name => $"'{name}'");
        return new(
            where,
            $"'{pattern}', which names no numbers that are learned",
            "a node, its alias, or a stored tensor, with '*' for any letters",
            $"There are {string.Join(", ", nearest)}{(readable.Count > 4 ? ", …" : "")}; 'deepopt inspect' lists aliases."
        );
    }
}
