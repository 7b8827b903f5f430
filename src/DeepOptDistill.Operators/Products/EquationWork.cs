using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Products;

/// <summary>
/// Multiply-accumulates of Einsum, two operands after another from the left as ONNX Runtime does: the product of the lengths of all letters
/// that both have. One operand alone is moved or added up and multiplies nothing.
/// </summary>
internal static class EquationWork
{
    public static long Of(NodeShapes node)
    {
        var (letters, answer) = Read(node.Node, node.Input);
        return Pairwise(letters, answer, Lengths(letters, node.Input));
    }

    /// <summary>Shape of the answer.</summary>
    public static long[] Shape(ShapeCall call)
    {
        var (letters, answer) = Read(call.Node, input => call[input]);
        var lengths = Lengths(letters, input => call[input]);
        return [.. answer.Select(letter => lengths[letter])];
    }

    /// <summary>Names of the axes of each input, and of the answer.</summary>
    private static (List<List<string>> Letters, List<string> Answer) Read(NodeProto node, Func<int, long[]> input)
    {
        var equation = Attributes.Find(node, "equation")!.S.ToStringUtf8().Replace(" ", "", StringComparison.Ordinal).Split("->");
        var letters = equation[0].Split(',').Select((term, i) => Letters(term, input(i).Length)).ToList();
        if (equation.Length == 1)
            return (letters, Once(letters));
        var hidden = letters.SelectMany(term => term).Where(letter => letter[0] == '.').Distinct().Count();
        return (letters, Letters(equation[1], equation[1].Replace("...", "", StringComparison.Ordinal).Length + hidden));
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

    private static Dictionary<string, long> Lengths(List<List<string>> letters, Func<int, long[]> input)
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < letters.Count; i++)
            foreach (var (letter, length) in letters[i].Zip(input(i)))
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
