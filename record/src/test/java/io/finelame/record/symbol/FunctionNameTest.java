package io.finelame.record.symbol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Names of node, libstdc++, Rust's library and the JVM's perf map. */
class FunctionNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            _ZN2v88internal12RegExpParser12ParseLiteralEv | v8::internal::RegExpParser::ParseLiteral
                                            _ZN2v88internal19IrregexpInterpreter13MatchInternalEPNS0_7IsolateENS0_9ByteArrayENS0_6StringEPiiiNS0_6RegExp10CallOriginEj | v8::internal::IrregexpInterpreter::MatchInternal
                                            _ZNSt6vectorIiSaIiEE9push_backERKi | std::vector<int, std::allocator<int> >::push_back
                                            _ZNKSt6locale2id5_M_idEv | std::locale::id::_M_id
                                            _ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc | std::operator<< <std::char_traits<char> >
                                            main | main
                                            fopen@@GLIBC_2.2.5 | fopen
                                            main.(*Server).handle.func1 | main.(*Server).handle.func1
                                            _Znotmangled | _Znotmangled
                                            _ZN4core3fmt5Write9write_fmt17h0123456789abcdefE | core::fmt::Write::write_fmt
                                            _ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE | <Test + 'static as foo::Bar<Test>>::bar
                                            _RNvNtCsgEmfK2I1SDS_4core3fmt5write | core::fmt::write
                                            _RINvMNtCsgEmfK2I1SDS_4core5sliceSh11copy_withinINtNtNtB5_3ops5range14RangeInclusivejEECsfEOYDRpO4Ta_11miniz_oxide | <[u8]>::copy_within<...>
                                            _RNvYNvNtNtNtCsjrHSEGnQ3l9_3std3sys2fs4unix4statINtNtNtCsgEmfK2I1SDS_4core3ops8function2FnTRNtNtNtBQ_3ffi5c_str4CStrEE4callBa_ | <std::sys::fs::unix::stat as core::ops::function::Fn<...>>::call
                                            _RNCNvC4main5serves0_0 | main::serve::{closure#2}
                                            _RNCNCNvC4main5serve0s_0 | main::serve::{closure#0}::{closure#1}
                                            _RNCNCNvC4main5serve00 | main::serve::{closure#0}::{closure#0}
                                            _RNvNvNvBrokenName | _RNvNvNvBrokenName
                                            _RNvB_4self | _RNvB_4self
                                            """)
    void ofSymbol_nameOfALibrary_isShort(String symbol, String name) {
        assertEquals(name, FunctionName.ofSymbol(symbol));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            f(int) | f
                                            f(int) [clone .cold] | f
                                            ns::C::operator()(int) const | ns::C::operator()
                                            ns::C::operator<(ns::C const&) const | ns::C::operator<
                                            ns::C::operator<<(int) | ns::C::operator<<
                                            ns::C::operator->() const | ns::C::operator->
                                            ns::C::operator[](unsigned long) | ns::C::operator[]
                                            ns::C::operator bool() const | ns::C::operator bool
                                            ns::C::operator unsigned long() const | ns::C::operator unsigned long
                                            operator new[](unsigned long, std::nothrow_t const&) | operator new[]
                                            operator delete(void*) | operator delete
                                            node::(anonymous namespace)::Close(v8::Value) | node::(anonymous namespace)::Close
                                            (anonymous namespace)::f(int) | (anonymous namespace)::f
                                            void ns::f<int>(int) | ns::f<int>
                                            std::vector<int> ns::f<int>(int) | ns::f<int>
                                            void (*signal_of<int>(int))(char) | signal_of<int>
                                            void (ns::C::*member_of<int>(int))(char) | member_of<int>
                                            decltype ((a)->b()) f<int>(int) | f<int>
                                            f(void (*)(int), int) | f
                                            f(int)::{lambda(char)#1}::operator()(char) const | f::{lambda#1}::operator()
                                            C::f(int) const::{lambda()#2}::_FUN() | C::f::{lambda#2}::_FUN
                                            std::string::assign[abi:cxx11](char) | std::string::assign[abi:cxx11]
                                            non-virtual thunk to C::~C() | C::~C
                                            C::f() && | C::f
                                            f<&(C::operator<(C const&) const)>() | f<&(C::operator<(C const&) const)>
                                            f<(ns::Kind)20>() | f<(ns::Kind)20>
                                            f<std::map<unsigned long, unsigned long, std::less<unsigned long> > >() | f<...>
                                            unbalanced<( | unbalanced<(
                                            """)
    void withoutParameters_demangledName_isTheFunctionAlone(String demangled, String name) {
        assertEquals(name, CxxName.withoutParameters(demangled));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            JS:*handler /srv/app.js:12:3 | JS:*handler /srv/app.js:12:3
                                            LazyCompile:~x file:1:2 | LazyCompile:~x file:1:2
                                            RegExp:(a+)+$ | RegExp:(a+)+$
                                            py::work:/srv/app.py | py::work:/srv/app.py
                                            boolean java.util.regex.Pattern$Loop.match(java.util.regex.Matcher, int, java.lang.CharSequence) | java.util.regex.Pattern$Loop.match
                                            java.util.regex.Pattern$Loop.match(Ljava/util/regex/Matcher;I)Z | java.util.regex.Pattern$Loop.match
                                            void java.lang.Object.<init>() | java.lang.Object.<init>
                                            java.lang.String[] com.example.A.split(java.lang.String) | com.example.A.split
                                            StubRoutines (initial stubs) | StubRoutines (initial stubs)
                                            Interpreter | Interpreter
                                            """)
    void ofCompiled_nameInAPerfMap_isTheMethodOrAsItIs(String name, String shown) {
        assertEquals(shown, FunctionName.ofCompiled(name));
    }

    @Test
    void printable_controlCharacters_areReplaced() {
        assertEquals("a?[31mb?c", FunctionName.printable("a\u001b[31mb\u202ec"));
    }

    @Test
    void printable_longName_isCut() {
        String shown = FunctionName.printable("x".repeat(2000));

        assertTrue(shown.length() == 500 && shown.endsWith("x..."));
    }

    @Test
    void printable_emptyName_isSomething() {
        assertEquals("?", FunctionName.printable(""));
    }
}
