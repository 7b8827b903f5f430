using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Text, truth values and numbers.</summary>
internal sealed class ScalarForm(Type type, bool optional) : Form(type, optional)
{
    /// <summary>Whether the type is one of these.</summary>
    public static bool Fits(Type type) => type == typeof(string) || type == typeof(bool) || Number.Fits(type);

    public override bool Accepts(Node node) => node is ScalarNode scalar && Value(scalar) is not null;

    public override string Expected(Catalog catalog) =>
        Type == typeof(string) ? "text"
        : Type == typeof(bool) ? "true or false"
        : Number.Expected(Type);

    protected override bool TryReadValue(Node node, Reading reading, string path, out object? value)
    {
        value = node is ScalarNode scalar ? Value(scalar) : null;
        if (value is null)
            reading.Unfit(
                node,
                path,
                Expected(reading.Catalog) + Limits(node),
                node is ScalarNode { Quoted: true } ? "Remove the quotes." : ""
            );
        return value is not null;
    }

    protected override Node WriteValue(object value, Writing writing) =>
        value switch
        {
            string text => writing.Text(text),
            bool truth => writing.Scalar(truth ? "true" : "false"),
            _ => writing.Scalar(Number.Write(value)),
        };

    private string Limits(Node node) =>
        node is ScalarNode { Quoted: false } scalar && Number.IsOne(scalar.Text, Type) ? Number.Limits(Type) : "";

    private object? Value(ScalarNode scalar)
    {
        if (Type == typeof(string))
            return scalar.Text;
        if (scalar.Quoted)
            return null;
        return Type == typeof(bool) ? Truth(scalar.Text) : Number.Read(scalar.Text, Type);
    }

    private static object? Truth(string text) =>
        text switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => null,
        };
}
