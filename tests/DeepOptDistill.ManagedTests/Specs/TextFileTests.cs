using System.Text;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

public sealed class TextFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("deepopt-specs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_reads_with_or_without_byte_order_mark_and_with_either_line_end()
    {
        var plain = Write("a.yaml", "name: a\nmodel: b\n"u8.ToArray());
        var marked = Write("b.yaml", [0xEF, 0xBB, 0xBF, .. "name: a\r\nmodel: b\r\n"u8]);

        Assert.Equal(Read(plain).Value, Read(marked).Value);
        Assert.Equal($"{marked}:2:8", Read(marked).Where("model"));
    }

    [Fact]
    public void A_missing_file_names_a_near_one()
    {
        Write("recipe.yaml", []);

        Assert.Equal("Did you mean 'recipe.yaml'?", Refused(Path.Combine(folder, "recipes.yaml")).Remedy);
        Assert.StartsWith("There is no folder", Refused(Path.Combine(folder, "no", "r.yaml")).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_text_file_is_refused_with_its_path()
    {
        Assert.Equal($"{folder}: found a folder; expected a YAML file.", Refused(folder).ToString());
        Assert.Contains("not UTF-8", Refused(Write("model.yaml", [0x08, 0xFF, 0xFE, 0x00])).Found, StringComparison.Ordinal);
        Assert.Contains("more than 1 MiB", Refused(Write("big.yaml", new byte[(1 << 20) + 1])).Found, StringComparison.Ordinal);
        Assert.Contains("an empty document", Refused(Write("empty.yaml", [])).Found, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(Write("nul.yaml", Encoding.UTF8.GetBytes("name: \0"))).Found, StringComparison.Ordinal);
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, name), bytes);
        return Path.Combine(folder, name);
    }

    private static Spec<TestTeacher> Read(string path) => SpecFile.Read<TestTeacher>(path, Kitchen.Catalog);

    private static Problem Refused(string path) => Assert.Single(Assert.Throws<InputException>(() => Read(path)).Problems);
}
