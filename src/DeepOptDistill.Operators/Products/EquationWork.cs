using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;

namespace DeepOptDistill.Operators.Products;

/// <summary>
/// Multiply-accumulates of Einsum, two operands after another from the left as ONNX Runtime does: the product of the lengths of all letters
/// that both have. One operand alone is moved or added up and multiplies nothing.
/// </summary>
internal static class EquationWork
{
    public static long Of(NodeShapes node)
    {
        var equation = Attributes.Find(node.Node, "equation")!.S.ToStringUtf8().Replace(" ", "", StringComparison.Ordinal).Split("->");
        var terms = equation[0].Split(',');
        var letters = terms.Select((term, i) => Letters(term, node.Input(i).Length)).ToList();
        var lengths = Lengths(letters, node);
        var answer = equation.Length > 1 ? Letters(equation[1], node.Output().Length) : Once(letters);
        return Pairwise(letters, answer, lengths);
    }

    private static long Pairwise(List<List<string>> letters, IReadOnlyCollection<string> answer, Dictionary<string, long> lengths)
    {
        var (sum, left) = (0L, letters[0].ToHashSet(StringComparer.Ordinal));
        for (var i = 1; i < letters.Count; i++)
        {
            left.UnionWith(letters[i]);
            sum += NodeShapes.Product(left.Select(letter => lengths[letter]));
            var later = letters.Skip(i + 1).SelectMany(term => term).Concat(answer).ToHashSet(StringComparer.Ordinal);
            left.IntersectWith(later);
        }
        return sum;
    }

    /// <summary>One name an axis; those of an ellipsis are numbered from the right, as they broadcast.</summary>
    private static List<string> Letters(string term, int rank)
    {
        var hidden = rank - term.Replace("...", "", StringComparison.Ordinal).Length;
        var at = term.IndexOf("...", StringComparison.Ordinal);
        if (at < 0)
            return [.. term.Select(letter => $"{letter}")];
        return
        [
            .. term[..at].Select(c => $"{c}"),
            .. Enumerable.Range(0, hidden).Select(i => $".{hidden - i}"),
            .. term[(at + 3)..].Select(c => $"{c}"),
        ];
    }

    private static Dictionary<string, long> Lengths(List<List<string>> letters, NodeShapes node)
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < letters.Count; i++)
            foreach (var (letter, length) in letters[i].Zip(node.Input(i)))
                lengths[letter] = Math.Max(length, lengths.GetValueOrDefault(letter));
        return lengths;
    }

    /// <summary>Without an arrow the answer has the letters that stand once, and the ellipsis.</summary>
    private static List<string> Once(List<List<string>> letters) =>
        [
            .. letters
                .SelectMany(term => term)
                .GroupBy(l => l, StringComparer.Ordinal)
                .Where(g => g.Count() == 1 || g.Key[0] == '.')
                .Select(g => g.Key),
        ];
}
