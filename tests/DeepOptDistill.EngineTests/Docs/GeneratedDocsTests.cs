using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Tests.Specs;

namespace DeepOptDistill.EngineTests.Docs;

/// <summary>
/// What is generated from the catalog is what is committed: <c>DEEPOPT_WRITE_DOCS=1 dotnet test --filter GeneratedDocs</c> writes it again.
/// </summary>
public sealed class GeneratedDocsTests
{
    [Fact]
    public void TheReferenceIsCurrent() =>
        IsCurrent("reference.md", SpecReference.Of(Documents.All, DeepOptDistill.Distillation.Recipes.Kinds.All));

    [Theory]
    [InlineData("recipe", typeof(Recipe))]
    [InlineData("student", typeof(StudentSpec))]
    [InlineData("teacher", typeof(TeacherSpec))]
    public void TheSchemaIsCurrent(string name, Type document) =>
        IsCurrent($"{name}.schema.json", SpecSchema.Of(document, DeepOptDistill.Distillation.Recipes.Kinds.All, name));

    /// <summary>Every document that is committed is one by its schema, told by a validator that is not ours.</summary>
    [Theory]
    [InlineData("recipe", "students", "stages:")]
    [InlineData("recipe", "teachers", "stages:")]
    [InlineData("student", "students", "layers:")]
    [InlineData("student", "teachers", "layers:")]
    [InlineData("teacher", "teachers", "model:")]
    public void CommittedDocumentsAreAccepted(string name, string folder, string mark)
    {
        var schema = new SchemaCheck(File.ReadAllText(Repository.In("src", "docs", $"{name}.schema.json")));
        var files = Directory
            .EnumerateFiles(Repository.In(folder), "*.yaml", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith(mark, StringComparison.Ordinal)))
            .ToList();
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => schema.Problems(File.ReadAllText(file)).Select(problem => $"{file}{problem}")));
    }

    private static void IsCurrent(string name, string text)
    {
        var path = Repository.In("src", "docs", name);
        if (Environment.GetEnvironmentVariable("DEEPOPT_WRITE_DOCS") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }
}
