using DeepOptDistill.Core;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// Every committed student loads and can be built, and has the parameters that its name says; those without a number in it are held by
/// ArchitectureTests.
/// </summary>
public class PresetTests
{
    public static IEnumerable<object[]> Students() =>
        Directory
            .EnumerateDirectories(Repository.In("students"))
            .Select(Path.GetFileName)
            .Where(name => name!.EndsWith('k'))
            .Select(name => new object[] { name! });

    [Theory]
    [MemberData(nameof(Students))]
    public void HasTheParametersItsNameSays(string name)
    {
        using var network = Network.Outline(Read(name));
        var thousands = double.Parse(name.Split('-')[^1].TrimEnd('k'), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(1, network.ParameterCount / (1000 * thousands), 0.06);
        Assert.Equal(name.StartsWith("letters", StringComparison.Ordinal) ? 26 : 10, network.Classes);
    }

    [Theory]
    [InlineData("thin-deep-15k", 14_522)]
    [InlineData("thin-deep-30k", 30_746)]
    [InlineData("thin-deep-100k", 105_082)]
    public void ParametersAreThoseCountedByHand(string name, long parameters)
    {
        using var network = Network.Build(Read(name), new Seed(1));
        Assert.Equal(parameters, network.ParameterCount);
    }

    private static StudentSpec Read(string name) =>
        SpecFile.Read<StudentSpec>(Repository.In("students", name, "student.yaml"), Kinds.All).Value;
}
