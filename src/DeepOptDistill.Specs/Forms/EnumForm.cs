using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>A value of an enumeration, in kebab-case.</summary>
internal sealed class EnumForm(Type type, bool optional) : Form(type, optional)
{
    public override string Expected(Catalog catalog) => Reading.OneOf(Words);

    protected override bool TryReadValue(Node node, Reading reading, string path, out object? value)
    {
        var name = node is ScalarNode scalar ? Enum.GetNames(Type).FirstOrDefault(n => Spelling.Word(n) == scalar.Text) : null;
        value = name is null ? null : Enum.Parse(Type, name);
        if (name is null)
            reading.Unfit(
                node,
                path,
                Expected(reading.Catalog),
                node is ScalarNode word ? Core.Problems.Nearest.Remedy(word.Text, Words) : ""
            );
        return name is not null;
    }

    protected override Node WriteValue(object value, Writing writing) => writing.Scalar(Spelling.Word(value.ToString()!));

    private IReadOnlyList<string> Words => [.. Enum.GetNames(Type).Select(Spelling.Word)];
}
