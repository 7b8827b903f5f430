using DeepOptDistill.Specs.Forms;

namespace DeepOptDistill.Specs;

/// <summary>The kinds of which a document is made.</summary>
public static class SpecKinds
{
    /// <summary>The type of every member of a family in a document, each once: its losses, blocks, schedules, ….</summary>
    /// <typeparam name="T">The document, as <see cref="SpecWriter"/> writes it.</typeparam>
    public static IReadOnlyList<Type> In<T>(T value)
        where T : notnull => [.. In(FormOf.Root(typeof(T)), value).Distinct()];

    private static IEnumerable<Type> In(Form form, object? value)
    {
        if (value is null)
            return [];
        IEnumerable<Type> own = form is FamilyForm ? [value.GetType()] : [];
        return own.Concat(form.Inside(value, "").SelectMany(inner => In(inner.Form, inner.Value)));
    }
}
