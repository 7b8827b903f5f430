using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs.Forms;

namespace DeepOptDistill.Specs;

/// <summary>
/// Checks records that were built in code by the rules that reading a document checks: validation attributes and missing values.
/// </summary>
public static class SpecValidation
{
    private static readonly Catalog NoKinds = new();

    /// <summary>
    /// Every problem of the record and of all records inside it, the place of each being its path: <c>stages[0].loss[1].temperature</c>.
    /// </summary>
    public static IReadOnlyList<Problem> Check(object root) => [.. Problems(FormOf.Root(root.GetType()), "", root)];

    private static IEnumerable<Problem> Problems(Form form, string path, object? value)
    {
        if (value is null)
            return form.Optional ? [] : [new Problem(path, "nothing", form.Expected(NoKinds))];
        return Broken(form, path, value)
            .Concat(form.Inside(value, path).SelectMany(inner => Problems(inner.Form, inner.Path, inner.Value)));
    }

    private static IEnumerable<Problem> Broken(Form form, string path, object value) =>
        form is RecordForm or FamilyForm or BareForm
            ? RecordShape.Of(value.GetType()).Members.SelectMany(member => Broken(member, path, value))
            : [];

    private static IEnumerable<Problem> Broken(Member member, string path, object record)
    {
        var value = member.Property.GetValue(record);
        return member.Rules.SelectMany(rule => Rule.Broken(rule, value, Nodes.NodePath.Under(path, member.Key)));
    }
}
