using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Where a key belongs that was written too far out: <c>epochs</c> of a recipe is one of its stages'.</summary>
internal static class DeeperKey
{
    private const int Deepest = 3;

    /// <summary>A sentence that says where it goes; empty where no key inside is called so.</summary>
    /// <param name="form">The record that has no such key.</param>
    /// <param name="key">The key.</param>
    /// <param name="catalog">The kinds whose keys are looked at.</param>
    public static string Remedy(RecordForm form, string key, Catalog catalog)
    {
        List<(RecordForm Form, string Path)> level = [(form, "")];
        for (var depth = 0; depth < Deepest && level.Count > 0; depth++)
        {
            level = [.. level.SelectMany(one => Inside(one.Form, one.Path, catalog))];
            foreach (var (inner, path) in level)
                if (inner.Members.FirstOrDefault(member => member.Key == key || member.IsCalled(key)) is { } found)
                    return $"It goes further in: '{found.Key}' of {path}.";
        }
        return "";
    }

    private static IEnumerable<(RecordForm Form, string Path)> Inside(RecordForm form, string path, Catalog catalog) =>
        form.Members.SelectMany(member => Records(member.Form, path.Length == 0 ? member.Key : $"{path}.{member.Key}", catalog));

    private static IEnumerable<(RecordForm Form, string Path)> Records(Form form, string path, Catalog catalog) =>
        form switch
        {
            RecordForm record => [(record, path)],
            ListForm list => Records(list.Item, $"{path}[]", catalog),
            FamilyForm family => catalog.Members(family.Type).Select(kind => (FamilyForm.RecordOf(kind.Type), path)),
            _ => [],
        };
}
