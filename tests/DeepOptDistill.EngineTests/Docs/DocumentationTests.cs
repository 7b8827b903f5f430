using System.Text.RegularExpressions;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;

namespace DeepOptDistill.EngineTests.Docs;

/// <summary>README and documentation: short sentences, links that lead somewhere, YAML that the reader takes.</summary>
public sealed partial class DocumentationTests
{
    private const int MostLines = 100;
    private const int MostWords = 25;

    public static TheoryData<string> Pages =>
        [
            "README.md",
            .. Directory
                .EnumerateFiles(Repository.In("src", "docs"), "*.md", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void TheReadmeIsShort() => Assert.InRange(File.ReadAllLines(Repository.In("README.md")).Length, 20, MostLines);

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/docs/tutorial.md")]
    [InlineData("src/docs/contributing.md")]
    [InlineData("src/docs/security.md")]
    [InlineData("src/docs/measurements.md")]
    [InlineData("src/docs/how-it-works.md")]
    [InlineData("src/docs/tables.md")]
    public void SentencesAreShort(string page) =>
        Assert.All(
            Sentences(File.ReadAllText(Repository.In(page))),
            sentence => Assert.True(sentence.Split(' ').Length <= MostWords, sentence)
        );

    [Theory]
    [MemberData(nameof(Pages))]
    public void LinksLeadSomewhere(string page)
    {
        var folder = Path.GetDirectoryName(Repository.In(page))!;
        var links = Link().Matches(File.ReadAllText(Repository.In(page))).Select(match => match.Groups[1].Value);
        Assert.All(
            links.Where(link => !link.StartsWith("http", StringComparison.Ordinal) && !link.StartsWith('#')),
            link => Assert.True(Path.Exists(Path.Combine(folder, link.Split('#')[0])), link)
        );
    }

    /// <summary>A part of a recipe may lack what the rest of it says; nothing else may be wrong with it.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void RecipesAreRead(string page)
    {
        var recipes = Block()
            .Matches(File.ReadAllText(Repository.In(page)))
            .Select(match => match.Groups[1].Value)
            .Where(text => text.Contains("stages:", StringComparison.Ordinal) || text.Contains("dataset:", StringComparison.Ordinal));
        foreach (var recipe in recipes)
            Assert.Empty(Problems(recipe));
    }

    private static IEnumerable<Problem> Problems(string recipe)
    {
        try
        {
            SpecFile.Parse<Recipe>(recipe, "recipe.yaml", DeepOptDistill.Distillation.Recipes.Kinds.All);
            return [];
        }
        catch (InputException error)
        {
            return error.Problems.Where(problem => !problem.Found.StartsWith("no key", StringComparison.Ordinal));
        }
    }

    /// <summary>Prose alone: no code, no tables, no pictures; a link by its text.</summary>
    private static IEnumerable<string> Sentences(string page)
    {
        var prose = Results().Replace(Fence().Replace(page, "\n\n"), "\n\n");
        var lines = prose.Split('\n').Where(line => !line.StartsWith('|') && !line.StartsWith('#') && !line.StartsWith('!'));
        var paragraphs = Item().Replace(string.Join('\n', lines), "\n\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        return paragraphs
            .Select(paragraph => Code().Replace(LinkText().Replace(paragraph, "$1"), "code").Replace('\n', ' ').Trim())
            .SelectMany(paragraph => End().Split(paragraph))
            .Where(sentence => sentence.Length > 0);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("<!-- results.*?<!-- end of results -->", RegexOptions.Singleline)]
    private static partial Regex Results();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\n- ")]
    private static partial Regex Item();

    [GeneratedRegex(@"(?<=[.:;?!])\s+")]
    private static partial Regex End();
}
